/** What a chart in the workspace sets where its release says nothing: the values of its `values.yaml`, and the version of its app. */
import { securePath } from '../../files/paths.ts';
import type { ClusterGraph } from '../../graph/graph.ts';
import { treeOfSource } from '../../graph/sourceFiles.ts';
import type { HelmRelease } from '../../manifests/helmRelease.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlMap, YamlScalar } from '../../yaml/yamlNode.ts';
import { readItems, readScalar, readString } from '../../yaml/yamlReader.ts';

/** The defaults of one chart. */
export interface ChartDefaults {
  readonly values: YamlMap | undefined;
  readonly appVersion: YamlScalar | undefined;
  /** Whether each commit makes a new chart; otherwise a raised version does (source-controller: `reconcileStrategy`). */
  readonly followsCommits: boolean;
}

/** The defaults of a release's chart; `undefined` where the chart lies elsewhere, has other values files, or where values that cannot be read may stand above them. */
export function findChartDefaults(cluster: ClusterGraph, release: HelmRelease, namespace: string): ChartDefaults | undefined {
  const { chart, sourceRef, spec } = release;
  const name = sourceRef?.name?.value;
  if (chart === undefined || name === undefined || sourceRef?.kind?.value !== 'GitRepository' || readItems(spec, 'chart', 'spec', 'valuesFiles').length > 0) return undefined;
  const tree = hasHiddenValues(cluster, release, namespace) ? undefined : treeOfSource(cluster, { kind: 'GitRepository', name, namespace: sourceRef.namespace?.value ?? namespace });
  if (tree === undefined) return undefined;
  const folder = securePath('', chart.value);
  const rootOf = (file: string): YamlMap | undefined => {
    const found = tree.file(folder === '' ? file : `${folder}/${file}`);
    const root = found === undefined ? undefined : yamlOf(found).documents[0]?.root;
    return root?.kind === 'map' ? root : undefined;
  };
  return { values: rootOf('values.yaml'), appVersion: readScalar(rootOf('Chart.yaml'), 'appVersion'), followsCommits: readString(spec, 'chart', 'spec', 'reconcileStrategy')?.value === 'Revision' };
}

/** Whether a release in this namespace takes values that cannot be read here: out of a Secret, or a ConfigMap that is not in Git. */
export function hasHiddenValues(cluster: ClusterGraph, { valuesFrom }: HelmRelease, namespace: string): boolean {
  return valuesFrom.some((reference) => (reference.kind?.value ?? 'ConfigMap') !== 'ConfigMap' || !cluster.nodes.has(printObjectId({ kind: 'ConfigMap', namespace, name: reference.name?.value ?? '' })));
}
