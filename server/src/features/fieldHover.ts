/** What a field means: our words, its type, its default, whether it must be given. */
import { describeField, typeName, type FieldDescription } from '../schemas/describeField.ts';
import { asScalar, type Structure } from '../schemas/structure.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import { keysOf, positionAt } from '../yaml/yamlPath.ts';
import { schemaAt } from './schemaHelp.ts';

/** The hover on a field's name; `undefined` elsewhere and where the structure is not known. */
export function findFieldHover(file: TextFile, offset: number, snapshot?: Pick<Snapshot, 'settings' | 'served'>): { readonly markdown: string; readonly span: Span } | undefined {
  // Asked first: a large text of another kind, such as a dashboard in a ConfigMap, need not be parsed.
  const schema = schemaAt(file, offset, snapshot);
  if (schema === undefined) return undefined;
  const position = positionAt(yamlOf(file), offset);
  const step = position?.steps.at(-1);
  if (position === undefined || !position.onKey || step === undefined || !('key' in step)) return undefined;
  const field = describeField(schema, keysOf(position));
  return field === undefined ? undefined : { markdown: fieldMarkdown(field), span: step.key };
}

/** A field in Markdown: head line, words, choices, default. */
export function fieldMarkdown(field: FieldDescription): string {
  const head = `**${field.name}** · ${typeName(field.structure)}${field.required ? ' · required' : ''}${field.since === undefined ? '' : ` · since Flux ${field.since}`}`;
  const choices = choicesOf(field.structure);
  return [
    head,
    ...(field.text === '' ? [] : [field.text]),
    ...(choices.length === 0 ? [] : [`One of ${choices.map((value) => `\`${value}\``).join(', ')}.`]),
    ...(field.default === undefined ? [] : [`Not set: ${/^[\w./*"-]+$/.test(field.default) ? `\`${field.default}\`` : field.default}.`]),
  ].join('\n\n');
}

/** The values of an enum, or of the items of a list of one, as they are to be written. */
export function choicesOf(structure: Structure): readonly string[] {
  const item = typeof structure === 'object' && 'list' in structure ? structure.list : structure;
  const scalar = asScalar(item);
  return [...(scalar?.enum ?? []), ...(scalar?.also ?? [])].map((value) => (value === '' ? '""' : String(value)));
}
