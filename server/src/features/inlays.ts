/** What a variable comes to, shown behind each `${…}`. */
import type { Span, TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { clusterLabel } from '../graph/clusterLabel.ts';
import { hidden } from '../graph/secretValues.ts';
import { deliveriesReading } from '../graph/queries.ts';
import { definedVariables, usesIn, type DefinedVariable } from './names/variableSites.ts';

/** A text that is shown behind a place of a file. */
export interface Inlay {
  readonly file: TextFile;
  readonly offset: number;
  readonly text: string;
  /** Plain sentences, one for each Flux Kustomization. */
  readonly tooltip: string;
}

/** Characters of a value that are shown. */
const shownLength = 40;

/** The values of the variables used in a span. Values of Secrets stay hidden; a variable that nothing defines gets no hint, a rule judges it. */
export function findInlays(snapshot: Snapshot, { file, start, end }: Span): readonly Inlay[] {
  if (!snapshot.settings.inlayHints.variables) return [];
  const uses = usesIn(file).filter(({ span }) => start <= span.start && span.end <= end);
  if (uses.length === 0) return [];
  const readers = new Set(deliveriesReading(snapshot.graph, file).map(({ delivery }) => delivery));
  const variables = definedVariables(snapshot).filter(({ delivery }) => readers.has(delivery));
  return uses.flatMap(({ name, span }) => {
    const values = variables.filter((variable) => variable.name === name).flatMap((variable) => valueOf(snapshot, variable) ?? []);
    const [first] = values;
    const close = closingBrace(file.text, span.end);
    if (first === undefined || close === undefined) return [];
    const different = [...new Set(values.map(({ value }) => value))];
    const text = different.length === 1 ? shortened(first.value) : `${different.length} values`;
    return [{ file, offset: close, text: `= ${text}`, tooltip: [...new Set(values.map(({ value, where }) => `${where}: ${value}`))].join('\n') }];
  });
}

function valueOf(snapshot: Snapshot, { cluster, delivery, name }: DefinedVariable): { readonly value: string; readonly where: string } | undefined {
  const variable = delivery.build?.variables.variables.get(name);
  if (variable?.value === undefined) return undefined;
  const value = variable.source?.kind === 'Secret' ? hidden : variable.value;
  return { value: value === '' ? '(empty)' : value, where: `${delivery.node.object.name} · ${clusterLabel(snapshot.graph, cluster)}` };
}

function shortened(value: string): string {
  const line = value.split('\n', 1)[0] ?? '';
  return line.length > shownLength ? `${line.slice(0, shownLength - 1)}…` : line;
}

/** The offset after the brace that closes an expression, on the same line. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}
