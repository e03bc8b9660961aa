/** Mistakes in HelmReleases. */
import { readString } from '../../../server/src/yaml/yamlReader.ts';
import { change, insertBeside, mistake, objectsOf, placesAt, remove, renameKey, replacedRaw, type Mistake } from '../mistake.ts';
import { misspelt } from '../misspelling.ts';

const where = objectsOf('HelmRelease', 'helm.toolkit.fluxcd.io');

/** Each class by what went wrong. */
export const helmReleaseMistakes: readonly Mistake[] = [
  change('helm: chart source misspelt', where, 'spec.chart.spec.sourceRef.name', ({ text }, random) => misspelt(text, random)),
  change('helm: chart source invented', where, 'spec.chart.spec.sourceRef.name', () => 'charts'),
  change('helm: chart source of another kind', where, 'spec.chart.spec.sourceRef.kind', ({ text }) => (text === 'HelmRepository' ? 'GitRepository' : 'HelmRepository')),
  change('helm: chart source of a kind that has no charts', where, 'spec.chart.spec.sourceRef.kind', () => 'OCIRepository'),
  change('helm: chart source in a wrong namespace', where, 'spec.chart.spec.sourceRef.namespace', () => 'kube-public'),
  remove('helm: chart source namespace left out', where, 'spec.chart.spec.sourceRef.namespace', ({ object, parent }) => readString(parent, 'namespace')?.value !== object?.id.split('/')[1]),
  change('helm: chartRef misspelt', where, 'spec.chartRef.name', ({ text }, random) => misspelt(text, random)),
  change('helm: chartRef of a wrong kind', where, 'spec.chartRef.kind', () => 'HelmRepository'),
  change('helm: chartRef in a wrong namespace', where, 'spec.chartRef.namespace', () => 'kube-public'),
  insertBeside('helm: chart and chartRef', where, 'spec.chart', () => 'chartRef:\n  kind: OCIRepository\n  name: app'),
  insertBeside('helm: chartRef and chart', where, 'spec.chartRef', () => 'chart:\n  spec:\n    chart: app\n    sourceRef:\n      kind: HelmRepository\n      name: app'),
  remove('helm: chart left out', where, 'spec.chart'),
  remove('helm: chartRef left out', where, 'spec.chartRef'),
  remove('helm: chart name left out', where, 'spec.chart.spec.chart'),
  change('helm: version in words', where, 'spec.chart.spec.version', () => 'newest'),
  change('helm: version range broken', where, 'spec.chart.spec.version', () => '>=1.0 <'),
  change('helm: values object misspelt', where, 'spec.valuesFrom.*.name', ({ text }, random) => misspelt(text, random)),
  change('helm: values of a wrong kind', where, 'spec.valuesFrom.*.kind', () => 'Configmap'),
  insertBeside('helm: key of values that is not there', where, 'spec.valuesFrom.*.name', ({ parent }) => (parent?.get('valuesKey') === undefined ? 'valuesKey: values-prod.yaml' : undefined)),
  change('helm: dependency misspelt', where, 'spec.dependsOn.*.name', ({ text }, random) => misspelt(text, random)),
  change('helm: dependency in a wrong namespace', where, 'spec.dependsOn.*.namespace', () => 'kube-public'),
  remove('helm: dependency namespace left out', where, 'spec.dependsOn.*.namespace', ({ object, parent }) => readString(parent, 'namespace')?.value !== object?.id.split('/')[1]),
  change('helm: dependency on itself', where, 'spec.dependsOn.*.name', ({ object, parent }) => (readString(parent, 'namespace') === undefined ? object?.id.split('/')[2] : undefined)),
  renameKey('helm: field misspelt', where, 'spec.*', misspelt),
  renameKey('helm: field of the chart misspelt', where, 'spec.chart.spec.*', misspelt),
  renameKey('helm: field of install misspelt', where, 'spec.install.*', misspelt),
  renameKey('helm: field of upgrade misspelt', where, 'spec.upgrade.*', misspelt),
  insertBeside('helm: retries at the wrong depth', where, 'spec.interval', () => 'remediation:\n  retries: 3'),
  change('helm: retries as text', where, 'spec.install.remediation.retries', ({ text }) => `"${text}"`),
  change('helm: what to do with CRDs misspelt', where, 'spec.install.crds', () => 'createReplace'),
  change('helm: strategy misspelt', where, 'spec.upgrade.remediation.strategy', () => 'Rollback'),
  change('helm: interval in days', where, 'spec.interval', () => '1d'),
  change('helm: timeout without a unit', where, 'spec.timeout', () => '300'),
  remove('helm: interval left out', where, 'spec.interval'),
  change('helm: apiVersion that is gone', where, 'apiVersion', ({ text }) => text.replace(/v2$/, 'v2beta1')),
  change('helm: apiVersion of the wrong number', where, 'apiVersion', ({ text }) => text.replace(/v2$/, 'v1')),
  change('helm: kind misspelt', where, 'kind', () => 'HelmReleases'),
  change('helm: drift mode misspelt', where, 'spec.driftDetection.mode', () => 'enable'),
  mistake('helm: values as text', (room) => placesAt(where, 'spec.values')(room).map(({ node }) => () => (node.kind === 'map' && node.pairs.length < 4 ? replacedRaw(node, 'none') : undefined))),
  change('helm: name of another one', where, 'metadata.name', ({ object, room }, random) => {
    const [, namespace, name] = object?.id.split('/') ?? [];
    return random.pick(room.objects.filter(({ id, cluster }) => cluster === object?.cluster && id.startsWith(`HelmRelease/${namespace ?? ''}/`) && !id.endsWith(`/${name ?? ''}`)))?.id.split('/')[2];
  }),
  change('helm: namespace that nobody makes', where, 'metadata.namespace', ({ text }, random) => misspelt(text, random)),
  change('helm: target namespace misspelt', where, 'spec.targetNamespace', ({ text }, random) => misspelt(text, random)),
  insertBeside('helm: target namespace that nobody makes', where, 'spec.interval', ({ root }) => (root.get('spec', 'targetNamespace') === undefined ? 'targetNamespace: nobody-makes-it' : undefined)),
  change('helm: chart with the name of its repository', where, 'spec.chart.spec.chart', ({ text, parent }) => (readString(parent, 'sourceRef', 'kind')?.value === 'HelmRepository' && !text.includes('/') ? `charts/${text}` : undefined)),
  mistake('helm: version as a number', (room) => placesAt(where, 'spec.chart.spec.version')(room).map(({ node }) => () => replacedRaw(node, '1.2'))),
  insertBeside('helm: release name too long', where, 'spec.interval', ({ root }) => (root.get('spec', 'releaseName') === undefined ? `releaseName: ${'a'.repeat(54)}` : undefined)),
  change('helm: name with a capital', where, 'metadata.name', ({ text }) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`),
  insertBeside('helm: version beside chartRef', where, 'spec.chartRef.name', () => 'version: 1.0.0'),
  insertBeside('helm: drift detection as a word', where, 'spec.interval', ({ root }) => (root.get('spec', 'driftDetection') === undefined ? 'driftDetection: enabled' : undefined)),
  insertBeside('helm: post renderer as a mapping', where, 'spec.interval', ({ root }) => (root.get('spec', 'postRenderers') === undefined ? 'postRenderers:\n  kustomize:\n    patches: []' : undefined)),
  insertBeside('helm: namespace of values', where, 'spec.valuesFrom.*.name', () => 'namespace: flux-system'),
  insertBeside('helm: patch of Helm output with a wrong operation', where, 'spec.interval', ({ root }) => (root.get('spec', 'postRenderers') === undefined ? 'postRenderers:\n  - kustomize:\n      patches:\n        - target:\n            kind: Deployment\n          patch: |\n            - op: set\n              path: /spec/replicas\n              value: 1' : undefined)),
  insertBeside('helm: rollback as a word', where, 'spec.interval', ({ root }) => (root.get('spec', 'rollback') === undefined ? 'rollback: true' : undefined)),
  insertBeside('helm: timeout of install in minutes without a unit', where, 'spec.interval', ({ root }) => (root.get('spec', 'install') === undefined ? 'install:\n  timeout: 10' : undefined)),
  change('helm: retries below what counts', where, 'spec.install.remediation.retries', () => 'many'),
  change('helm: key of values in a wrong path', where, 'spec.valuesFrom.*.targetPath', ({ text }) => `${text}.`),
];
