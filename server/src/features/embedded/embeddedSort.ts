/** What a block of text holds: a patch, whole objects, values of a chart, or text that is no concern of ours. */
import { documentHead } from '../completion/cursorContext.ts';
import { deliveriesReading, nodesAt } from '../../graph/queries.ts';
import type { ClusterGraph } from '../../graph/graph.ts';
import { readHelmRelease, type HelmRelease } from '../../manifests/helmRelease.ts';
import { oncePer } from '../../text/once.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { readMaps, readString } from '../../yaml/yamlReader.ts';
import type { EmbeddedText } from './embeddedText.ts';

/** `patch` of either sort, whole `objects`, `values` that a HelmRelease takes from here, or any other `yaml`. */
export type EmbeddedSort = 'patch' | 'objects' | 'values' | 'yaml';

/** Ends of the paths at which patches stand inline. */
const inlinePatch = /(^|\.)(patches\.\*\.patch|patchesJson6902\.\*\.patch|patchesStrategicMerge\.\*)$/;

/** Whether a block of text is a patch, by the keys that lead to it. */
export function isPatchBlock(keys: readonly string[]): boolean {
  return inlinePatch.test(keys.join('.'));
}

/** Whether a block of text stands where the data of a ConfigMap or Secret do, by the keys that lead to it. */
export function isDataBlock(keys: readonly string[]): boolean {
  return keys.length === 2 && (keys[0] === 'data' || keys[0] === 'stringData');
}

/** The sort of a block; `undefined` for scripts, queries and other texts. */
export function embeddedSort(snapshot: Snapshot, file: TextFile, block: EmbeddedText): EmbeddedSort | undefined {
  if (isPatchBlock(block.keys)) return 'patch';
  const text = block.inner.text;
  if (/^apiVersion:\s*\S/m.test(text) && /^kind:\s*\S/m.test(text)) return 'objects';
  const name = dataKeyOf(file, block);
  if (name === undefined) return undefined;
  if (releasesTakingValues(snapshot, file, block).length > 0) return 'values';
  return /\.(ya?ml|json)$/.test(name) ? 'yaml' : undefined;
}

/** The key of a ConfigMap's or Secret's data that a block stands under. */
function dataKeyOf(file: TextFile, { keys, headOffset }: EmbeddedText): string | undefined {
  if (!isDataBlock(keys)) return undefined;
  const kind = documentHead(file, headOffset).get('kind');
  return kind === 'ConfigMap' || kind === 'Secret' ? keys[1] : undefined;
}

/** The HelmReleases that take their values from a block of a ConfigMap or Secret: by `valuesFrom`, without `targetPath`, which would take a single value. */
export function releasesTakingValues(snapshot: Snapshot, file: TextFile, block: EmbeddedText): readonly HelmRelease[] {
  const key = dataKeyOf(file, block);
  // A block in a block has offsets of its own, which no graph knows.
  if (key === undefined || snapshot.file(file.uri) !== file) return [];
  return nodesAt(snapshot.graph, file.uri, block.headOffset).flatMap((node) => releasesTakingKey(node, key));
}

/** The HelmReleases that take their values from a file, which a generator puts under a key of a ConfigMap or Secret. */
export function releasesTakingFile(snapshot: Snapshot, file: TextFile): readonly HelmRelease[] {
  const known = snapshot.derived(newReleases);
  let releases = known.get(file);
  if (releases === undefined) known.set(file, (releases = findReleasesTakingFile(snapshot, file)));
  return releases;
}

function newReleases(): WeakMap<TextFile, readonly HelmRelease[]> {
  return new WeakMap();
}

function findReleasesTakingFile(snapshot: Snapshot, file: TextFile): readonly HelmRelease[] {
  const releases = deliveriesReading(snapshot.graph, file).flatMap(({ cluster, delivery }) =>
    delivery.applies.filter((id) => takenIn(cluster).has(id)).flatMap((id) => {
      const node = cluster.nodes.get(id);
      const data = node?.manifest.root.get('data');
      const pair = data?.kind === 'map' ? data.pairs.find(({ value }) => value.file === file) : undefined;
      return node === undefined || pair === undefined || node.origin.file === file ? [] : releasesTakingKey({ cluster, node }, pair.key.text);
    }),
  );
  return [...new Set(releases)];
}

/** Ids of the ConfigMaps and Secrets that HelmReleases take values from: few of all objects. */
const takenIn = oncePer((cluster: ClusterGraph): ReadonlySet<string> => new Set(cluster.relations.flatMap(({ kind, to }) => (kind === 'values' ? [to] : []))));

function releasesTakingKey({ cluster, node }: Pick<ReturnType<typeof nodesAt>[number], 'cluster' | 'node'>, key: string): readonly HelmRelease[] {
  return (cluster.edgesTo.get(node.id) ?? []).flatMap(({ kind, from }) => {
    const other = kind === 'values' ? cluster.nodes.get(from) : undefined;
    const release = other === undefined ? undefined : readHelmRelease(other.manifest);
    const takes = readMaps(release?.spec, 'valuesFrom').some((entry) => {
      const read = (field: string): string | undefined => readString(entry, field)?.value;
      return read('kind') === node.object.kind && read('name') === node.object.name && (read('valuesKey') ?? 'values.yaml') === key && read('targetPath') === undefined;
    });
    return release !== undefined && takes ? [release] : [];
  });
}
