/** Reports routes that Flux and Flagger fight about. */
import { nameSpan } from '../../manifests/manifest.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { ssaModeOf } from '../ssaMode.ts';

/** The object that holds the weights of a Canary is in Git too. */
export const routeInGit: GraphRule = {
  id: 'canary/route-in-git',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/router: the routing object has the name of the apex Service',
  summary: 'The object that holds the weights of a Canary is in Git too.',
  explain: rulePage({
    does: 'Reports a TrafficSplit, HTTPRoute, VirtualService or the like with the name that Flagger gives to its own.',
    why: 'Flux puts the weights back on each run, in the middle of a release too.',
    controller: 'Flagger makes the routing object and changes its weights on each tick.',
    fix: 'Remove it from Git; say under `spec.service` of the Canary what it needs beside the weights.',
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    for (const edge of cluster.edgesFrom.get(node.id) ?? []) {
      if (edge.kind !== 'generates' || edge.target.kind === 'Service') continue;
      const made = cluster.nodes.get(edge.to);
      if (made?.presence !== 'declared' || ssaModeOf(made.manifest) !== 'override') continue;
      report({ span: nameSpan(made.manifest), message: `Flux and Flagger both write ${made.object.kind} ${made.object.name}: Canary ${node.object.name} makes it`, related: [{ span: nameSpan(node.manifest), message: `Canary ${node.object.name}` }] });
    }
  },
};
