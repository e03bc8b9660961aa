/** Mistakes in Canaries and in what they name. */
import type { YamlMap } from '../../../server/src/yaml/yamlNode.ts';
import { readMaps, readString } from '../../../server/src/yaml/yamlReader.ts';
import { change, insertBeside, mistake, objectsOf, placesAt, remove, renameKey, replacedRaw, type Mistake, type Where } from '../mistake.ts';
import { misspelt } from '../misspelling.ts';

const where = objectsOf('Canary', 'flagger.app');
const template = objectsOf('MetricTemplate', 'flagger.app');
const alertProvider = objectsOf('AlertProvider', 'flagger.app');
const builtin = /^request-(success-rate|duration)$/;

/** Deployments that a Canary of their namespace takes over. */
const targets: Where = ({ objects }) => {
  const wanted = new Set(objects.filter(({ manifest }) => manifest.kind === 'Canary').map(({ id, manifest }) => `Deployment/${id.split('/')[1] ?? ''}/${readString(manifest.root, 'spec', 'targetRef', 'name')?.value ?? ''}`));
  return objects.filter(({ id }) => wanted.has(id)).map((object) => ({ root: object.manifest.root, file: object.file, object }));
};

/** Each class by what went wrong. */
export const canaryMistakes: readonly Mistake[] = [
  change('canary: target misspelt', where, 'spec.targetRef.name', ({ text }, random) => misspelt(text, random)),
  change('canary: target kind misspelt', where, 'spec.targetRef.kind', ({ text }, random) => misspelt(text, random)),
  change('canary: target of another kind', where, 'spec.targetRef.kind', () => 'StatefulSet'),
  remove('canary: target left out', where, 'spec.targetRef'),
  change('canary: namespace wrong', where, 'metadata.namespace', () => 'default'),
  change('canary: provider without version', where, 'spec.provider', () => 'gatewayapi'),
  change('canary: provider misspelt', where, 'spec.provider', ({ text }, random) => misspelt(text, random)),
  insertBeside('canary: A/B test on linkerd', where, 'spec.analysis.iterations', ({ root }) => (readString(root, 'spec', 'provider')?.value === 'linkerd' && root.get('spec', 'analysis', 'match') === undefined ? 'match:\n  - headers:\n      x-user:\n        exact: test' : undefined)),
  change('canary: A/B test on another mesh', where, 'spec.provider', ({ root }) => (root.get('spec', 'analysis', 'match') === undefined ? undefined : 'linkerd')),
  change('canary: Ingress provider without Ingress', where, 'spec.provider', ({ root }) => (root.get('spec', 'ingressRef') === undefined ? 'nginx' : undefined)),
  change('canary: interval in hours', where, 'spec.analysis.interval', () => '1h'),
  change('canary: interval without a unit', where, 'spec.analysis.interval', () => '30'),
  change('canary: interval below ten seconds', where, 'spec.analysis.interval', () => '5s'),
  change('canary: metric interval in words', where, 'spec.analysis.metrics.*.interval', () => '1min'),
  insertBeside('canary: iterations and weights', where, 'spec.analysis.stepWeight', () => 'iterations: 5'),
  insertBeside('canary: weights and iterations', where, 'spec.analysis.iterations', () => 'stepWeight: 10'),
  insertBeside('canary: two kinds of weights', where, 'spec.analysis.stepWeight', () => 'stepWeights: [10, 20, 50]'),
  remove('canary: steps left out', where, 'spec.analysis.stepWeight'),
  remove('canary: analysis left out', where, 'spec.analysis'),
  remove('canary: interval left out', where, 'spec.analysis.interval'),
  change('canary: steps overshoot', where, 'spec.analysis.maxWeight', ({ root }) => (root.get('spec', 'analysis', 'stepWeight') === undefined ? undefined : '53')),
  change('canary: steps above the greatest weight', where, 'spec.analysis.stepWeight', () => '90'),
  change('canary: weight above 100', where, 'spec.analysis.maxWeight', () => '150'),
  mistake('canary: weights that fall', (room) => placesAt(where, 'spec.analysis.stepWeights')(room).map(({ node }) => () => replacedRaw(node, '[50, 20, 10]'))),
  change('canary: metric that is nothing', where, 'spec.analysis.metrics.*.name', ({ parent, text }) => (builtin.test(text) && parent?.get('templateRef') === undefined ? 'error-rate' : undefined)),
  change('canary: built-in metric misspelt', where, 'spec.analysis.metrics.*.name', ({ parent, text }, random) => (builtin.test(text) && parent?.get('templateRef') === undefined ? misspelt(text, random) : undefined)),
  change('canary: metric template misspelt', where, 'spec.analysis.metrics.*.templateRef.name', ({ text }, random) => misspelt(text, random)),
  change('canary: metric template in a wrong namespace', where, 'spec.analysis.metrics.*.templateRef.namespace', () => 'kube-public'),
  change('canary: success rate as a limit above', where, 'spec.analysis.metrics.*.thresholdRange.min', ({ parent }) => (parent?.get('max') === undefined ? '101' : undefined)),
  renameKey('canary: success rate with a maximum', where, 'spec.analysis.metrics.*.thresholdRange.min', () => 'max'),
  change('canary: duration in seconds', where, 'spec.analysis.metrics.*.thresholdRange.max', ({ parent, text, root }) => (Number(text) >= 100 && isDuration(root, parent) ? '0.5' : undefined)),
  remove('canary: threshold left out', where, 'spec.analysis.metrics.*.thresholdRange'),
  renameKey('canary: field misspelt', where, 'spec.*', misspelt),
  renameKey('canary: field of the analysis misspelt', where, 'spec.analysis.*', misspelt),
  renameKey('canary: field of the service misspelt', where, 'spec.service.*', misspelt),
  renameKey('canary: field of a webhook misspelt', where, 'spec.analysis.webhooks.*.*', misspelt),
  change('canary: threshold as text', where, 'spec.analysis.threshold', ({ text }) => `"${text}"`),
  remove('canary: port left out', where, 'spec.service.port'),
  change('canary: port as text', where, 'spec.service.port', ({ text }) => `"${text}"`),
  change('canary: target port that the container lacks', where, 'spec.service.targetPort', ({ object, root }) => (object?.cluster.nodes.has(`Deployment/${object.id.split('/')[1] ?? ''}/${readString(root, 'spec', 'targetRef', 'name')?.value ?? ''}`) === true ? 'no-such-port' : undefined)),
  change('canary: gateway misspelt', where, 'spec.service.gatewayRefs.*.name', ({ text }, random) => misspelt(text, random)),
  remove('canary: gateways left out', where, 'spec.service.gatewayRefs'),
  change('canary: Ingress misspelt', where, 'spec.ingressRef.name', ({ text }, random) => misspelt(text, random)),
  remove('canary: Ingress left out', where, 'spec.ingressRef'),
  change('canary: autoscaler misspelt', where, 'spec.autoscalerRef.name', ({ text }, random) => misspelt(text, random)),
  change('canary: autoscaler of a wrong kind', where, 'spec.autoscalerRef.kind', () => 'HPA'),
  change('canary: webhook type misspelt', where, 'spec.analysis.webhooks.*.type', ({ text }, random) => misspelt(text, random)),
  change('canary: webhook host misspelt', where, 'spec.analysis.webhooks.*.url', ({ text }, random) => text.replace(/(?<=^https?:\/\/)[\w-]+(?=\.[\w-]+)/, (name) => misspelt(name, random))),
  change('canary: namespace of a webhook host misspelt', where, 'spec.analysis.webhooks.*.url', ({ text }, random) => text.replace(/(?<=^https?:\/\/[\w-]+\.)[\w-]+/, (name) => misspelt(name, random))),
  change('canary: webhook URL without a scheme', where, 'spec.analysis.webhooks.*.url', ({ text }) => text.replace(/^\w+:\/\//, '')),
  change('canary: webhook timeout without a unit', where, 'spec.analysis.webhooks.*.timeout', () => '30'),
  mistake('canary: rollback gate that is open', (room) => placesAt(where, 'spec.analysis.webhooks.*.url')(room).flatMap(({ node, parent, file }) => {
    const type = parent?.get('type');
    if (node.kind !== 'scalar' || type?.kind !== 'scalar' || type.file !== file || parent === undefined) return [];
    const text = file.text.slice(parent.start, parent.end);
    const changed = text.replace(type.text, 'rollback').replace(node.text, 'http://flagger-loadtester.test/gate/approve');
    return [() => ({ file, start: parent.start, end: parent.end, text: changed, right: 'line' as const })];
  })),
  mistake('canary: gate that never opens', (room) => placesAt(where, 'spec.analysis.webhooks.*.url')(room).flatMap(({ node, parent, file }) => {
    const type = parent?.get('type');
    if (node.kind !== 'scalar' || type?.kind !== 'scalar' || type.file !== file || parent === undefined) return [];
    const text = file.text.slice(parent.start, parent.end);
    const changed = text.replace(type.text, 'confirm-promotion').replace(node.text, 'http://flagger-loadtester.test/gate/halt');
    return [() => ({ file, start: parent.start, end: parent.end, text: changed, right: 'line' as const })];
  })),
  change('canary: load on another host', where, 'spec.analysis.webhooks.*.metadata.cmd', ({ text }) => (/http:\/\/[\w-]+-canary\.[\w-]+/.test(text) ? text.replace(/http:\/\/([\w-]+)-canary\.([\w-]+)/, 'http://$1-canary.elsewhere') : undefined)),
  insertBeside('canary: alert of an unknown provider', where, 'spec.analysis.interval', ({ root }) => (root.get('spec', 'analysis', 'alerts') === undefined ? 'alerts:\n  - name: chat\n    severity: info\n    providerRef:\n      name: nobody' : undefined)),
  change('canary: alert provider misspelt', where, 'spec.analysis.alerts.*.providerRef.name', ({ text }, random) => misspelt(text, random)),
  change('canary: name of the alert provider misspelt', alertProvider, 'metadata.name', ({ text }, random) => misspelt(text, random)),
  change('canary: alert severity misspelt', where, 'spec.analysis.alerts.*.severity', () => 'warning'),
  insertBeside('canary: match by path', where, 'spec.analysis.interval', ({ root }) => (root.get('spec', 'analysis', 'match') === undefined ? 'match:\n  - uri:\n      prefix: /api' : undefined)),
  change('canary: target of another Canary', where, 'spec.targetRef.name', ({ room, object, text }, random) => {
    const same = room.objects.filter(({ manifest, id }) => manifest.kind === 'Canary' && id.split('/')[1] === object?.id.split('/')[1] && id !== object?.id);
    return random.pick(same.flatMap(({ manifest }) => readString(manifest.root, 'spec', 'targetRef', 'name')?.value ?? []).filter((name) => name !== text));
  }),
  change('canary: deadline in words', where, 'spec.progressDeadlineSeconds', () => '60s'),
  change('canary: deadline before the first check', where, 'spec.progressDeadlineSeconds', () => '5'),
  change('canary: apiVersion that never was', where, 'apiVersion', () => 'flagger.app/v1'),
  insertBeside('canary: replicas of the target in Git', targets, 'spec.selector', ({ root }) => (root.get('spec', 'replicas') === undefined ? 'replicas: 2' : undefined)),
  change('canary: name of the target misspelt', targets, 'metadata.name', ({ text }, random) => misspelt(text, random)),
  change('canary: metric template of an unknown provider', template, 'spec.provider.type', ({ text }, random) => misspelt(text, random)),
  remove('canary: metric template without a query', template, 'spec.query'),
  change('canary: name of the metric template misspelt', template, 'metadata.name', ({ text }, random) => misspelt(text, random)),
  insertBeside('canary: promotion step above 100', where, 'spec.analysis.stepWeight', ({ parent }) => (parent?.get('stepWeightPromotion') === undefined ? 'stepWeightPromotion: 110' : undefined)),
  insertBeside('canary: mirror on linkerd', where, 'spec.analysis.stepWeight', ({ root }) => (readString(root, 'spec', 'provider')?.value === 'linkerd' ? 'mirror: true' : undefined)),
  renameKey('canary: minimum written out', where, 'spec.analysis.metrics.*.thresholdRange.min', () => 'minimum'),
  change('canary: autoscaler of an old API', where, 'spec.autoscalerRef.apiVersion', () => 'autoscaling/v2beta2'),
  change('canary: deadline as text', where, 'spec.progressDeadlineSeconds', ({ text }) => `"${text}"`),
  insertBeside('canary: timeout of the service without a unit', where, 'spec.service.port', ({ parent }) => (parent?.get('timeout') === undefined ? 'timeout: 30' : undefined)),
  change('canary: no iterations', where, 'spec.analysis.iterations', () => '0'),
  insertBeside('canary: metrics server without a scheme', where, 'spec.service', ({ root }) => (root.get('spec', 'metricsServer') === undefined ? 'metricsServer: prometheus.monitoring:9090' : undefined)),
  insertBeside('canary: analysis skipped', where, 'spec.service', ({ root }) => (root.get('spec', 'skipAnalysis') === undefined ? 'skipAnalysis: true' : undefined)),
  mistake('canary: webhooks as a mapping', (room) => placesAt(where, 'spec.analysis.webhooks')(room).map(({ node, pair }) => () => ({ ...replacedRaw(node, '{name: load-test, url: http://flagger-loadtester.test/}'), right: { start: pair?.key.start ?? node.start, end: node.end } }))),
  remove('canary: URL of a webhook left out', where, 'spec.analysis.webhooks.*.url'),
  remove('canary: name of a metric left out', where, 'spec.analysis.metrics.*.name'),
  renameKey('canary: label of the target misspelt', targets, 'spec.selector.matchLabels.*', misspelt),
  renameKey('canary: canaryAnalysis of old releases', where, 'spec.analysis', () => 'canaryAnalysis'),
];

/** Whether a threshold is that of the built-in duration; what a query of one's own measures is not known. */
function isDuration(root: YamlMap, range: YamlMap | undefined): boolean {
  return readMaps(root, 'spec', 'analysis', 'metrics').some((metric) => metric.get('thresholdRange') === range && readString(metric, 'name')?.value === 'request-duration');
}
