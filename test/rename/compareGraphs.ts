/** Compares clusters, and folders that none reaches, after a rename or a move: everything must be equal once the new words are read as the old ones. */
import { standInId } from '../../server/src/features/names/looseClusters.ts';
import type { ClusterGraph } from '../../server/src/graph/graph.ts';
import { joinPath, securePath } from '../../server/src/files/paths.ts';
import { readFluxKustomization } from '../../server/src/manifests/fluxKustomization.ts';
import type { Manifest } from '../../server/src/manifests/manifest.ts';
import { readItems } from '../../server/src/yaml/yamlReader.ts';
import { plainValue } from '../../server/src/yaml/yamlValue.ts';

/** Reads a text of the later graph as the earlier one would say it. */
export type Translate = (text: string) => string;

/** The first difference, in words; `undefined` when there is none. */
export function firstDifference(before: readonly ClusterGraph[], after: readonly ClusterGraph[], translate: Translate): string | undefined {
  if (before.length !== after.length) return `${before.length} clusters became ${after.length}`;
  for (const cluster of before) {
    const next = after.find((each) => isSame(cluster, each, translate));
    const difference = next === undefined ? 'a cluster is gone' : firstOf(linesOf(cluster, (text) => text), linesOf(next, translate));
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** A folder may be an entry point and, for the files in it that no entry point reaches, be built by itself too. */
function isSame(before: ClusterGraph, after: ClusterGraph, translate: Translate): boolean {
  const [left, right] = [before.entry, after.entry];
  return left.repository.rootUri === right.repository.rootUri && translate(right.path) === left.path && before.deliveries.has(standInId) === after.deliveries.has(standInId);
}

function firstOf(before: readonly string[], after: readonly string[]): string | undefined {
  const left = new Set(after);
  const lost = before.find((line) => !left.has(line));
  const known = new Set(before);
  const surplus = after.find((line) => !known.has(line));
  // Lines may stand twice: kustomize files of two repositories share an id where their paths are equal.
  if (lost === undefined && surplus === undefined) return undefined;
  return `lost: ${shortened(lost, surplus)}\n      new: ${shortened(surplus, lost)}`;
}

/** The part of a line around the first character that differs. */
function shortened(line = '(nothing)', other = ''): string {
  let at = 0;
  while (at < line.length && line[at] === other[at]) at++;
  return line.length < 300 ? line : `${line.slice(0, 90)} … ${line.slice(Math.max(0, at - 60), at + 120)}`;
}

function linesOf(cluster: ClusterGraph, translate: Translate): readonly string[] {
  const { entry, nodes, edges, deliveries } = cluster;
  return [
    `entry ${entry.repository.rootUri} ${translate(entry.path)} ${entry.by} open=${cluster.open}`,
    ...[...nodes.values()].map(({ id, manifest, appliedBy, presence }) => `node ${translate(`${id} ${presence === 'declared' ? (appliedBy ?? '') : ''}`)} ${presence} ${presence === 'declared' ? translate(printed(contentOf(manifest))) : ''}`),
    ...edges.map(({ from, to, kind, resolved }) => translate(`edge ${from} ${kind} ${to} ${resolved}`)),
    ...[...deliveries.values()].map(({ node, path, pathExists, source, applies, build }) =>
      translate(`build ${node.id} ${path ?? ''} ${pathExists} ${source.state} ${applies.length} problems=${(build?.problems ?? []).map(({ code }) => code).join()} hits=${(build?.hits ?? []).map(({ objects }) => objects.length).toSorted((a, b) => a - b).join()} unresolved=${(build?.unresolved ?? []).length}`),
    ),
  ];
}

/** An object's data; components of a Flux Kustomization are written relative to its path and compared as what they mean. */
function contentOf(manifest: Manifest): unknown {
  const kustomization = readFluxKustomization(manifest);
  const value = plainValue(manifest.root);
  if (kustomization === undefined || kustomization.components.length === 0) return value;
  const folder = securePath('', kustomization.path?.value ?? '');
  const written = readItems(kustomization.spec, 'components');
  return JSON.parse(printed(value), (key, inner: unknown) => (key === 'components' && Array.isArray(inner) && inner.length === written.length ? inner.map((each) => joinPath(folder, String(each))) : inner));
}

function printed(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
}
