/** Reports an annotation that is to start a release again, on the Deployment itself instead of its pod template. */
import { readCanary } from '../../manifests/canary.ts';
import { readStringMap } from '../../manifests/manifest.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Annotations that people bump to start something again. */
const restart = /(^|[./-])(restarted-?at|restart|redeploy(ed)?(-?at)?|retry|timestamp|rollout-?at)$/i;

/** A hint: nobody but the author knows what the annotation is for. */
export const retryAnnotationMisplaced: GraphRule = {
  id: 'canary/retry-annotation-misplaced',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'hint',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/canary/deployment_controller.go HasTargetChanged: the hash of spec.template; docs/gitbook/faq.md "How to retry a failed release?"; fluxcd/flagger#1152',
  summary: 'An annotation that is to start a release again stands where Flagger does not look.',
  explain: rulePage({
    does: 'Reports `restartedAt`, `timestamp`, `retry` and the like among the annotations of the Deployment that a Canary controls, where the pod template has no such annotation.',
    why: 'A change of it starts nothing: the failed release stays failed.',
    controller: 'Flagger compares the hash of `spec.template`, and of the ConfigMaps and Secrets that it names. The annotations of the Deployment itself are not part of it.',
    fix: 'Move the annotation to `spec.template.metadata.annotations`.',
    ignore: 'When it is meant for something else.',
  }),
  check(node, { cluster }, report) {
    const target = readCanary(node.manifest)?.targetRef;
    const workload = cluster.nodes.get(`${target?.kind?.value ?? ''}/${node.object.namespace ?? ''}/${target?.name?.value ?? ''}`);
    if (workload?.presence !== 'declared') return;
    const { root } = workload.manifest;
    const inTemplate = readStringMap(root, 'spec', 'template', 'metadata', 'annotations');
    if ([...inTemplate.keys()].some((key) => restart.test(key))) return;
    for (const [key, value] of readStringMap(root, 'metadata', 'annotations')) {
      if (restart.test(key)) report({ span: faultSpan(value.node), message: `a change of \`${key}\` here starts no release: Flagger looks at the pod template only; put it into \`spec.template.metadata.annotations\``, related: [{ span: target?.name?.node ?? node.origin, message: `Canary ${node.object.name} controls it` }] });
    }
  },
};
