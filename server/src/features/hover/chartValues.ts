/** What a key under a HelmRelease's values is by default, and what the chart's author wrote on it. */
import { codeSpan } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { wordsOfValue } from '../completion/chartWords.ts';
import { chartValueAt } from '../definitions/chartValue.ts';
import type { Hover } from '../hover.ts';
import { placeLink } from '../links.ts';

/** The hover on such a key; `undefined` where the chart lies elsewhere. */
export function findChartValueHover(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const found = chartValueAt(snapshot, file, offset);
  if (found === undefined) return undefined;
  const { span, pair } = found;
  const { value } = pair;
  const now = value.kind === 'scalar' ? (value.text === '' ? 'empty' : codeSpan(value.text.length > 120 ? `${value.text.slice(0, 119)}…` : value.text)) : value.kind === 'seq' ? `a list of ${value.items.length}` : `a mapping of ${value.pairs.length}`;
  return { span, markdown: [wordsOfValue(pair), `by default ${now}: ${placeLink(value)}`].filter((words) => words !== '').join('\n\n') };
}
