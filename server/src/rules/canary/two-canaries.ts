/** Reports two Canaries that control the same thing. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../../graph/graph.ts';
import { readCanary } from '../../manifests/canary.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Two Canaries have the same target or the same Service. */
export const twoCanaries: GraphRule = {
  id: 'canary/two-canaries',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/scheduler.go: "Bad things will happen! Found more than one canary with the same target"',
  summary: 'Two Canaries have the same target or the same Service.',
  explain: rulePage({
    does: 'Reports Canaries of one namespace with the same `targetRef`, or with the same name of the apex Service.',
    why: 'Both scale the same workload and write the same Services: traffic goes wherever the last of them sent it.',
    controller: 'Flagger only writes a line into its log: "Bad things will happen!".',
    fix: 'Keep one Canary for each workload and each Service.',
    ignore: 'Never.',
  }),
  check(node, { derivedAt }, report) {
    const canary = readCanary(node.manifest);
    const target = canary?.targetRef?.name;
    if (canary === undefined || target === undefined || holdsVariable(target.value)) return;
    for (const other of derivedAt(canariesByNamespace, node.object.namespace ?? '') ?? []) {
      const rival = other.id === node.id ? undefined : readCanary(other.manifest);
      if (rival === undefined) continue;
      const related = [{ span: nameSpan(rival), message: `Canary ${other.object.name}` }];
      if (rival.targetRef?.name?.value === target.value && rival.targetRef.kind?.value === canary.targetRef?.kind?.value) {
        report({ span: faultSpan(target.node), message: `Canary ${other.object.name} has the same target: both would scale ${canary.targetRef?.kind?.value ?? 'workload'} ${target.value}`, related });
      } else if (canary.serviceName !== undefined && rival.serviceName?.value === canary.serviceName.value) {
        report({ span: faultSpan(canary.serviceName.node), message: `Canary ${other.object.name} makes the same Service ${canary.serviceName.value}`, related });
      }
    }
  },
};

function canariesByNamespace(cluster: ClusterGraph): ReadonlyMap<string, readonly GraphNode[]> {
  const groups = new Map<string, GraphNode[]>();
  for (const node of nodesOfKind(cluster, 'Canary')) {
    const list = groups.get(node.object.namespace ?? '');
    if (list === undefined) groups.set(node.object.namespace ?? '', [node]);
    else list.push(node);
  }
  return groups;
}
