/** Keys and values of a HelmRelease's values, in the release or in a ConfigMap for it, read from the `values.yaml` of a chart that lies in the workspace. */
import { securePath } from '../../files/paths.ts';
import type { SourceTree } from '../../files/sourceTree.ts';
import { codeSpan } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlMap, YamlNode, YamlPair } from '../../yaml/yamlNode.ts';
import { readString } from '../../yaml/yamlReader.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { releasesTakingFile, releasesTakingValues } from '../embedded/embeddedSort.ts';
import type { EmbeddedText } from '../embedded/embeddedText.ts';
import { placeLink } from '../links.ts';
import { wordsOfValue } from './chartWords.ts';
import { cursorContext, keyContext } from './cursorContext.ts';
import { sourceTreeOf } from './path.ts';
import { inOrder, valueProposal, type Proposal } from './proposal.ts';
import { sceneAt, type PlaceScene } from './scene.ts';

/** Proposals for keys and values below `spec.values`; empty where the chart is not in the workspace. */
export function completeChartValues(snapshot: Snapshot, file: TextFile, offset: number): readonly Proposal[] {
  const key = keyContext(file, offset);
  const cursor = key === undefined ? cursorContext(file, offset) : undefined;
  const keys = key?.parents ?? cursor?.keys;
  if (keys?.[0] !== 'spec' || keys[1] !== 'values') return [];
  const values = chartValues(sceneAt(snapshot, file, offset));
  return values === undefined ? [] : proposalsOf(values, 2, key, cursor);
}

/** The same in a block of a ConfigMap that a HelmRelease takes its values from. */
export function completeEmbeddedValues(snapshot: Snapshot, file: TextFile, offset: number, block: EmbeddedText): readonly Proposal[] {
  const inner = block.toInner(offset);
  const key = keyContext(block.inner, inner);
  const cursor = key === undefined ? cursorContext(block.inner, inner) : undefined;
  const [values] = embeddedChartValues(snapshot, file, block);
  return values === undefined ? [] : proposalsOf(values, 0, key, cursor);
}

/** The same in a file that a generator makes the entry of a ConfigMap or Secret of, for a HelmRelease that takes its values from there. */
export function completeFileValues(snapshot: Snapshot, file: TextFile, offset: number): readonly Proposal[] {
  const [values] = fileChartValues(snapshot, file);
  const key = values === undefined ? undefined : keyContext(file, offset);
  return values === undefined ? [] : proposalsOf(values, 0, key, key === undefined ? cursorContext(file, offset) : undefined);
}

/** The default values of the charts that take values from a whole file, through a generator. */
export function fileChartValues(snapshot: Snapshot, file: TextFile): readonly YamlMap[] {
  return releasesTakingFile(snapshot, file).flatMap(({ root }) => chartValues(sceneAt(snapshot, root.file, root.start)) ?? []);
}

/** The default values of the charts that take values from a block. */
export function embeddedChartValues(snapshot: Snapshot, file: TextFile, block: EmbeddedText): readonly YamlMap[] {
  return releasesTakingValues(snapshot, file, block).flatMap(({ root }) => chartValues(sceneAt(snapshot, root.file, root.start)) ?? []);
}

/** Proposals from a chart's values, for a place whose first `depth` keys lead to the values. */
function proposalsOf(values: YamlMap, depth: number, key: ReturnType<typeof keyContext>, cursor: ReturnType<typeof cursorContext>): readonly Proposal[] {
  const keys = key?.parents ?? cursor?.keys ?? [];
  const holder = valueAt(values, keys.slice(depth, key === undefined ? -1 : undefined));
  if (holder?.kind !== 'map') return [];
  if (cursor !== undefined) {
    const now = holder.get(cursor.keys.at(-1) ?? '');
    const isBoolean = now?.kind === 'scalar' && now.style === 'plain' && /^(true|false)$/.test(now.text);
    const byDefault = now?.kind !== 'scalar' ? undefined : now.style === 'plain' ? now.text : JSON.stringify(now.text);
    const texts = isBoolean ? ['true', 'false'] : now?.kind === 'scalar' && byDefault !== undefined && now.text !== '' && !now.text.includes('\n') ? [byDefault] : [];
    return inOrder(texts.map((text) => valueProposal(cursor.replace, text, 0, { detail: text === byDefault ? 'default' : '' })));
  }
  if (key === undefined) return [];
  return inOrder(holder.pairs.filter((pair) => !key.present.has(pair.key.text)).map((pair) => fieldOf(pair, key)));
}

function fieldOf(pair: YamlPair, key: NonNullable<ReturnType<typeof keyContext>>): Proposal {
  const { key: { text: name }, value } = pair;
  const { replace, indent, hasColon } = key;
  const isEmpty = (value.kind === 'map' && value.pairs.length === 0) || (value.kind === 'seq' && value.items.length === 0);
  const shown = value.kind === 'scalar' ? (value.text.split('\n', 1)[0] ?? '') : value.kind === 'seq' ? (isEmpty ? '[]' : `list of ${value.items.length}`) : isEmpty ? '{}' : 'mapping';
  const start = value.kind === 'scalar' || isEmpty ? ' ' : `\n${' '.repeat(indent + 2)}${value.kind === 'seq' ? '- ' : ''}`;
  return {
    label: name,
    detail: shown.length > 40 ? `${shown.slice(0, 39)}…` : shown,
    documentation: [wordsOfValue(pair), ...(value.kind === 'scalar' && shown !== '' ? [`default ${codeSpan(shown)}`] : []), placeLink(value)].filter((words) => words !== '').join('\n\n'),
    insert: hasColon ? name : `${name}:${start}`,
    replace,
    kind: 'field',
    order: 0,
    ...(hasColon ? {} : { continues: true as const }),
  };
}

/** The default values of the release's chart; `undefined` where the chart lies elsewhere. */
export function chartValues(scene: PlaceScene): YamlMap | undefined {
  if (scene.group !== 'helm.toolkit.fluxcd.io' || scene.kind !== 'HelmRelease') return undefined;
  const chart = readString(scene.root, 'spec', 'chart', 'spec', 'chart')?.value;
  const isFolder = readString(scene.root, 'spec', 'chart', 'spec', 'sourceRef', 'kind')?.value === 'GitRepository';
  const tree = chart === undefined || !isFolder ? undefined : sourceTreeOf(scene, ['spec', 'chart', 'spec', 'sourceRef']);
  return tree === undefined || chart === undefined ? undefined : valuesOf(tree, securePath('', chart));
}

function valuesOf(tree: SourceTree, chart: string): YamlMap | undefined {
  const file = tree.file(chart === '' ? 'values.yaml' : `${chart}/values.yaml`);
  const root = file === undefined ? undefined : yamlOf(file).documents[0]?.root;
  return root?.kind === 'map' ? root : undefined;
}

/** The value at a path of keys; an item of a list is its first. */
export function valueAt(root: YamlMap, keys: readonly string[]): YamlNode | undefined {
  let at: YamlNode | undefined = root;
  for (const key of keys) at = key === '*' ? (at?.kind === 'seq' ? at.items[0] : undefined) : at?.kind === 'map' ? at.get(key) : undefined;
  return at;
}
