/** Reports a target port that no container has. */
import { readCanary } from '../../manifests/canary.ts';
import { nearestName } from '../../text/editDistance.ts';
import { readMaps, readScalar } from '../../yaml/yamlReader.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The `targetPort` of a Canary names no port of its target. */
export const portUnknown: GraphRule = {
  id: 'canary/port-unknown',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/router/kubernetes_default.go: targetPort of the Services; fluxcd/flagger#279, #263',
  summary: 'The `targetPort` of a Canary names no port of its target.',
  explain: rulePage({
    does: 'Reports a `service.targetPort` that is a name which no container of the target has; and a number that no container declares, as a warning.',
    why: 'The Services have no endpoints, so that all requests fail.',
    controller: 'Flagger writes `targetPort` into the three Services. Kubernetes looks a name up among the ports of the containers; a number works whether it is declared or not.',
    fix: 'Take the name or number of a container’s port.',
    ignore: 'When something adds the container later, a sidecar injector for example.',
  }),
  check(node, { cluster }, report) {
    const canary = readCanary(node.manifest);
    const target = canary?.targetRef;
    const workload = cluster.nodes.get(`${target?.kind?.value ?? ''}/${node.object.namespace ?? ''}/${target?.name?.value ?? ''}`);
    const port = readScalar(canary?.service, 'targetPort') ?? readScalar(canary?.service, 'port');
    if (workload?.presence !== 'declared' || port === undefined || holdsVariable(port.text)) return;
    const ports = readMaps(workload.manifest.root, 'spec', 'template', 'spec', 'containers').flatMap((container) => readMaps(container, 'ports'));
    const names = ports.flatMap((each) => readScalar(each, 'name')?.text ?? []);
    const numbers = ports.flatMap((each) => readScalar(each, 'containerPort')?.text ?? []);
    if (numbers.some(holdsVariable) || names.some(holdsVariable)) return;
    const known = ports.map((each) => [readScalar(each, 'name')?.text, readScalar(each, 'containerPort')?.text].filter((text) => text !== undefined).join(' ')).join(', ');
    const has = known === '' ? 'its containers declare none' : `it has ${known}`;
    const what = `${workload.object.kind} ${workload.object.name}`;
    const related = [{ span: workload.origin, message: what }];
    if (typeof scalarValue(port) === 'string' && !/^\d+$/.test(port.text)) {
      if (!names.includes(port.text)) report({ span: faultSpan(port), message: `${what} has no port named ${port.text}: ${has}`, data: { replacement: nearestName(port.text, names) ?? (names.length === 1 ? names[0] : undefined) } });
    } else if (numbers.length > 0 && !numbers.includes(port.text)) {
      report({ span: faultSpan(port), severity: 'warning', message: `no container of ${what} declares port ${port.text}: ${has}`, related, data: { replacement: numbers.length === 1 ? numbers[0] : undefined } });
    }
  },
};
