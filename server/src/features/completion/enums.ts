/** Values that a field takes: the choices of an enum, `true` and `false`, usual durations. */
import { describeField } from '../../schemas/describeField.ts';
import { asScalar, structureAt, type ScalarStructure } from '../../schemas/structure.ts';
import type { TextFile } from '../../text/textFile.ts';
import { choicesOf } from '../fieldHover.ts';
import { schemaAt } from '../schemaHelp.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { Proposal } from './proposal.ts';
import type { CursorContext } from './cursorContext.ts';

/** Proposals for the value under the cursor. */
export function completeValues(snapshot: Snapshot, file: TextFile, offset: number, { keys, replace }: CursorContext): readonly Proposal[] {
  const schema = schemaAt(file, offset, snapshot);
  const structure = schema === undefined ? undefined : structureAt(schema.root, keys);
  const scalar = structure === undefined ? undefined : asScalar(structure);
  if (schema === undefined || scalar === undefined) return [];
  const fallback = describeField(schema, keys)?.default;
  return valuesOf(scalar, keys).map((value, order) => ({
    label: value,
    detail: value === fallback ? 'default' : '',
    documentation: '',
    insert: value,
    replace,
    kind: 'value',
    order,
  }));
}

function valuesOf(scalar: ScalarStructure, keys: readonly string[]): readonly string[] {
  if (scalar.type === 'boolean') return ['true', 'false'];
  // An empty text is what stands there anyway.
  const choices = choicesOf(scalar).filter((choice) => choice !== '""');
  return choices.length > 0 ? choices : durationsOf(scalar, keys.at(-1) ?? '');
}

/** Usual durations, for fields that take one; those with hours only where hours are taken. */
function durationsOf({ pattern }: ScalarStructure, name: string): readonly string[] {
  if (pattern === undefined || !pattern.test('1m') || pattern.test('m')) return [];
  const usual = name === 'interval' ? ['1m', '5m', '10m', '30m', '1h'] : name === 'retryInterval' ? ['30s', '1m', '2m', '5m'] : ['30s', '1m', '2m', '5m', '10m'];
  return usual.filter((duration) => pattern.test(duration));
}
