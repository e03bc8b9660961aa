/** Reports a number of replicas that Flux and Flagger fight about. */
import { readCanary } from '../../manifests/canary.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readNumber } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { ssaModeOf } from '../ssaMode.ts';

/** The target of a Canary has `replicas` in Git. */
export const replicasInGit: GraphRule = {
  id: 'canary/replicas-in-git',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/flagger pkg/canary/deployment_controller.go ScaleToZero; fluxcd/flagger#1121, #1158; fluxcd/flux2#3123',
  summary: 'The target of a Canary has `replicas` in Git.',
  explain: rulePage({
    does: 'Reports `spec.replicas` of the Deployment that a Canary controls.',
    why: 'Flux scales the idle canary up again on each run, so the old or untested version keeps running beside the primary.',
    controller: 'Flagger scales the target to 0 after each release. Flux applies `replicas` from Git every interval.',
    fix: 'Remove `replicas` (the primary keeps its own number), or let an autoscaler named by `autoscalerRef` hold it.',
    ignore: 'When the Flux Kustomization ignores the field (`spec.ignore` with `/spec/replicas`).',
  }),
  check(node, { cluster }, report) {
    const canary = readCanary(node.manifest);
    const target = canary?.targetRef;
    const workload = cluster.nodes.get(`${target?.kind?.value ?? ''}/${node.object.namespace ?? ''}/${target?.name?.value ?? ''}`);
    if (workload?.presence !== 'declared' || ssaModeOf(workload.manifest) !== 'override') return;
    const replicas = readNumber(workload.manifest.root, 'spec', 'replicas');
    const owner = cluster.nodes.get(workload.appliedBy ?? '');
    if (replicas === undefined || (owner !== undefined && readFluxKustomization(owner.manifest)?.spec?.get('ignore') !== undefined)) return;
    report({
      span: faultSpan(replicas.node),
      message: `Flux will scale this canary up again on each run: Canary ${node.object.name} holds it at 0 between releases; remove \`replicas\``,
      related: [{ span: target?.name?.node ?? node.origin, message: `Canary ${node.object.name} controls it` }],
    });
  },
};
