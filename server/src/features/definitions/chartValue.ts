/** The default in a chart's `values.yaml` of the key under the cursor. */
import type { Span, TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlMap, YamlPair } from '../../yaml/yamlNode.ts';
import { keysOf, positionAt } from '../../yaml/yamlPath.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { chartValues, embeddedChartValues, fileChartValues, valueAt } from '../completion/chartValues.ts';
import { sceneAt } from '../completion/scene.ts';
import { embeddedTextAt } from '../embedded/embeddedText.ts';

/** A key of a release's values, and its default in the chart. */
export interface ChartValueAt {
  readonly span: Span;
  readonly pair: YamlPair;
}

/** The key at an offset, in the release, in a ConfigMap that it takes values from, or in a file that a generator makes that of; `undefined` where the chart lies elsewhere or has no such key. */
export function chartValueAt(snapshot: Snapshot, file: TextFile, offset: number): ChartValueAt | undefined {
  const block = embeddedTextAt(file, offset);
  if (block === undefined) {
    const inRelease = valueIn(file, offset, 2, (at) => (at[0] === 'spec' && at[1] === 'values' ? chartValues(sceneAt(snapshot, file, offset)) : undefined));
    return inRelease ?? valueIn(file, offset, 0, () => fileChartValues(snapshot, file)[0]);
  }
  const [values] = embeddedChartValues(snapshot, file, block);
  const found = values === undefined ? undefined : valueIn(block.inner, block.toInner(offset), 0, () => values);
  return found === undefined ? undefined : { ...found, span: block.spanToOuter(found.span) };
}

function valueIn(file: TextFile, offset: number, depth: number, valuesOf: (keys: readonly string[]) => YamlMap | undefined): ChartValueAt | undefined {
  const position = positionAt(yamlOf(file), offset);
  const step = position?.steps.at(-1);
  if (position === undefined || !position.onKey || step === undefined || !('key' in step)) return undefined;
  const keys = keysOf(position);
  const values = keys.length > depth ? valuesOf(keys) : undefined;
  const holder = values === undefined ? undefined : valueAt(values, keys.slice(depth, -1));
  const pair = holder?.kind === 'map' ? holder.pair(step.key.text) : undefined;
  return pair === undefined ? undefined : { span: { file, start: step.key.start, end: step.key.end }, pair };
}
