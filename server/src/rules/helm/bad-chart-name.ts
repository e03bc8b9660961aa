/** Reports chart names that no index of charts can hold. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A chart of a HelmRepository over HTTP has a `/` in its name. */
export const badChartName: GraphRule = {
  id: 'helm/bad-chart-name',
  scope: 'graph',
  kinds: ['HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'always',
  evidence: 'helm pkg/chart/v2/metadata.go: a name that differs from filepath.Base of itself is invalid; fluxcd/source-controller internal/helm/repository: charts are looked up in the index by name',
  summary: 'The chart of a HelmRepository has a `/` in its name.',
  explain: rulePage({
    does: 'Reports `chart.spec.chart` with a `/` where the source is a HelmRepository over HTTP(S).',
    why: 'The chart is never found, and the release is never installed.',
    controller: '`helm install example/shop` means the chart `shop` of the repository `example`. In Flux the repository is named by `sourceRef`, and the chart is looked up in its index by its own name, which holds no `/`.',
    fix: 'Write the name of the chart alone.',
    ignore: 'Never. Charts of Git repositories are paths, and those of registries may lie in folders: they are not reported.',
  }),
  check(node, { cluster }, report) {
    const release = readHelmRelease(node.manifest);
    const reference = release?.sourceRef;
    const chart = readString(release?.spec, 'chart', 'spec', 'chart');
    if (chart === undefined || reference?.kind?.value !== 'HelmRepository' || reference.name === undefined || !chart.value.includes('/') || holdsVariable(chart.value)) return;
    const source = cluster.nodes.get(printObjectId({ kind: 'HelmRepository', namespace: reference.namespace?.value ?? node.object.namespace ?? '', name: reference.name.value }));
    const url = source === undefined ? undefined : readFluxSource(source.manifest)?.url?.value;
    const replacement = chart.value.slice(chart.value.lastIndexOf('/') + 1);
    if (url !== undefined && /^https?:/.test(url) && replacement !== '') report({ span: faultSpan(chart.node), message: `the index of ${reference.name.value} holds no chart with a \`/\` in its name: write \`${replacement}\``, data: { replacement } });
  },
};
