/** Reports load tests that miss the canary. */
import { readCanary } from '../../manifests/canary.ts';
import { nearestName } from '../../text/editDistance.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { isNamespaceInUse } from '../namespacesInUse.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A load test sends its requests to a Service that is not the canary’s. */
export const loadTestElsewhere: GraphRule = {
  id: 'canary/load-test-elsewhere',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/scheduler_metrics.go: "no values found … probably … is not receiving traffic"; fluxcd/flagger#883, #1365',
  summary: 'A load test sends its requests to a Service that is not the canary’s.',
  explain: rulePage({
    does: 'Reports a webhook command whose URL names a Service of this Canary in another namespace, or one that differs from the canary Service by a letter or two.',
    why: 'The canary gets no traffic, the checks have no values, and each release is rolled back.',
    controller: 'Flagger makes the Services apex, `<apex>-primary` and `<apex>-canary` in the namespace of the Canary.',
    fix: 'Send the requests to `http://<apex>-canary.<namespace>:<port>/`.',
    ignore: 'When a Service of that name exists elsewhere and forwards to the canary.',
  }),
  check(node, { cluster, derivedAt }, report) {
    const canary = readCanary(node.manifest);
    const apex = canary?.serviceName?.value;
    const own = node.object.namespace;
    if (canary === undefined || apex === undefined || own === undefined || apex.includes('${')) return;
    const services = [apex, `${apex}-primary`, `${apex}-canary`];
    for (const { node: webhook } of canary.webhooks) {
      const command = readString(webhook, 'metadata', 'cmd');
      for (const [, name = '', namespace = ''] of command?.value.matchAll(/https?:\/\/([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\.cluster\.local\.?)?)?(?=[:/\s"']|$)/g) ?? []) {
        // A short name of a host outside the cluster looks the same: only a namespace that is known tells them apart.
        const isHere = name !== apex || isNamespaceInUse(namespace, { derivedAt });
        if (command === undefined || !isHere || cluster.nodes.has(`Service/${namespace}/${name}`)) continue;
        const near = namespace === own ? nearestName(name, services) : undefined;
        if (services.includes(name) && namespace !== own) report({ span: faultSpan(command.node), message: `this load test calls ${name} in namespace ${namespace}; the Services of Canary ${node.object.name} are in ${own}` });
        else if (near !== undefined) report({ span: faultSpan(command.node), message: `this load test calls ${name}.${namespace}, which is none of the Services of Canary ${node.object.name}; nearest: ${near}`, related: canary.serviceName === undefined ? [] : [{ span: faultSpan(canary.serviceName.node), message: 'the name that its Services get' }] });
      }
    }
  },
};
