/** The variables of substitution: where each one is defined, and where the files of a build use it. */
import type { ClusterGraph, Delivery } from '../../graph/graph.ts';
import { deliveriesReading } from '../../graph/queries.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import { manifestsOf, readStringMap } from '../../manifests/manifest.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { YamlMap, YamlScalar } from '../../yaml/yamlNode.ts';
import { readMap } from '../../yaml/yamlReader.ts';

/** A variable that a Flux Kustomization sees. */
export interface DefinedVariable {
  readonly cluster: ClusterGraph;
  readonly delivery: Delivery;
  readonly name: string;
  /** The key that wins; `undefined` where no file writes it as a key. */
  readonly key: YamlScalar | undefined;
}

/** Every variable of every Flux Kustomization. */
export function definedVariables(snapshot: Snapshot): readonly DefinedVariable[] {
  return snapshot.derived(collectVariables);
}

function collectVariables({ graph }: Snapshot): readonly DefinedVariable[] {
  return graph.clusters.flatMap((cluster) =>
    [...cluster.deliveries.values()].flatMap((delivery) =>
      [...(delivery.build?.variables.variables.values() ?? [])].map(({ name, source }) => {
        const holder = source === undefined ? undefined : cluster.nodes.get(printObjectId(source))?.manifest.root;
        const maps = source === undefined ? [readMap(delivery.kustomization.postBuild, 'substitute')] : [readMap(holder, 'stringData'), readMap(holder, 'data')];
        return { cluster, delivery, name, key: keyIn(maps, name) };
      }),
    ),
  );
}

/** The key as a file writes it; a generator's entry is none. */
function keyIn(maps: readonly (YamlMap | undefined)[], name: string): YamlScalar | undefined {
  for (const map of maps) {
    const key = map?.pair(name)?.key;
    if (key !== undefined && key.file.text.slice(key.start, key.end).replace(/^["']|["']$/g, '') === name) return key;
  }
  return undefined;
}

/** One `${name…}` in a text. */
export interface VariableUse {
  readonly name: string;
  /** The name alone. */
  readonly span: Span;
}

/** Every `${name…}` of a file that is no escape and does not stand in an object that opts out of substitution. */
export function usesIn(file: TextFile): readonly VariableUse[] {
  return file.derived(readUses);
}

function readUses(file: TextFile): readonly VariableUse[] {
  if (!file.text.includes('${')) return [];
  const optedOut = manifestsOf(file).filter(({ root }) => ['labels', 'annotations'].some((field) => readStringMap(root, 'metadata', field).get('kustomize.toolkit.fluxcd.io/substitute')?.value === 'disabled'));
  return [...file.text.matchAll(/(\$+)\{#?([A-Za-z_][A-Za-z0-9_]*)(?=[}:=\-#%/^,+?])/g)].flatMap((match) => {
    const [whole, dollars = '', name = ''] = match;
    // Of two dollars the first escapes the second.
    if (dollars.length % 2 === 0) return [];
    const end = match.index + whole.length;
    if (optedOut.some(({ document }) => document.start <= end && end <= document.end)) return [];
    return [{ name, span: { file, start: end - name.length, end } }];
  });
}

/** Uses of a variable in all files that a build reads. */
export function usesInBuild({ source, build }: Delivery, name: string): readonly VariableUse[] {
  if (source.state !== 'local' || build === undefined || !build.variables.active) return [];
  return [...build.reads].flatMap((path) => {
    const file = source.artifact.tree.kindOf(path) === 'file' ? source.artifact.tree.file(path) : undefined;
    return file === undefined ? [] : usesIn(file).filter((use) => use.name === name);
  });
}

/** A variable at a place, as the Flux Kustomizations that read the place define it. */
export interface VariableAt {
  readonly name: string;
  readonly span: Span;
  readonly definitions: readonly DefinedVariable[];
}

/** The variable whose name stands at an offset, where some Flux Kustomization defines it. */
export function variableAt(snapshot: Snapshot, file: TextFile, offset: number): VariableAt | undefined {
  const all = definedVariables(snapshot);
  const asKey = all.filter(({ key }) => key !== undefined && key.file.uri === file.uri && key.start <= offset && offset <= key.end);
  const [first] = asKey;
  if (first?.key !== undefined) return { name: first.name, span: first.key, definitions: asKey };
  const use = usesIn(file).find(({ span }) => span.start <= offset && offset <= span.end);
  if (use === undefined) return undefined;
  const readers = new Set(deliveriesReading(snapshot.graph, file).map(({ delivery }) => delivery));
  const definitions = all.filter(({ name, delivery }) => name === use.name && readers.has(delivery));
  return definitions.length === 0 ? undefined : { name: use.name, span: use.span, definitions };
}
