/** What a key under a HelmRelease's values is by default, and what the chart's author wrote on it. */
import { codeSpan } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';
import { keysOf, positionAt } from '../../yaml/yamlPath.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { chartValues, embeddedChartValues, fileChartValues, valueAt } from '../completion/chartValues.ts';
import { wordsOfValue } from '../completion/chartWords.ts';
import { sceneAt } from '../completion/scene.ts';
import { embeddedTextAt } from '../embedded/embeddedText.ts';
import type { Hover } from '../hover.ts';
import { placeLink } from '../links.ts';

/** The hover on such a key, in the release, in a ConfigMap that it takes values from, or in a file that a generator makes that of; `undefined` where the chart lies elsewhere. */
export function findChartValueHover(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const block = embeddedTextAt(file, offset);
  if (block === undefined) {
    const inRelease = hoverIn(file, offset, 2, (at) => (at[0] === 'spec' && at[1] === 'values' ? chartValues(sceneAt(snapshot, file, offset)) : undefined));
    return inRelease ?? hoverIn(file, offset, 0, () => fileChartValues(snapshot, file)[0]);
  }
  const [values] = embeddedChartValues(snapshot, file, block);
  const hover = values === undefined ? undefined : hoverIn(block.inner, block.toInner(offset), 0, () => values);
  return hover === undefined ? undefined : { ...hover, span: block.spanToOuter(hover.span) };
}

function hoverIn(file: TextFile, offset: number, depth: number, valuesOf: (keys: readonly string[]) => YamlMap | undefined): Hover | undefined {
  const position = positionAt(yamlOf(file), offset);
  const step = position?.steps.at(-1);
  if (position === undefined || !position.onKey || step === undefined || !('key' in step)) return undefined;
  const keys = keysOf(position);
  const values = keys.length > depth ? valuesOf(keys) : undefined;
  const holder = values === undefined ? undefined : valueAt(values, keys.slice(depth, -1));
  const pair = holder?.kind === 'map' ? holder.pair(step.key.text) : undefined;
  if (pair === undefined) return undefined;
  const { value } = pair;
  const now = value.kind === 'scalar' ? (value.text === '' ? 'empty' : codeSpan(value.text.length > 120 ? `${value.text.slice(0, 119)}…` : value.text)) : value.kind === 'seq' ? `a list of ${value.items.length}` : `a mapping of ${value.pairs.length}`;
  return { span: { file, start: step.key.start, end: step.key.end }, markdown: [wordsOfValue(pair), `by default ${now}: ${placeLink(value)}`].filter((words) => words !== '').join('\n\n') };
}
