/** Reports a wait for something that stands still. */
import { readBoolean } from '../../yaml/yamlReader.ts';
import { dependenciesOf } from '../dependsOn.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A dependency is suspended. */
export const dependencySuspended: GraphRule = {
  id: 'kustomization/dependency-suspended',
  scope: 'graph',
  kinds: ['Kustomization', 'HelmRelease'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller checkDependencies: a suspended dependency never reaches a new revision of a shared source',
  summary: 'A dependency is suspended.',
  explain: rulePage({
    does: 'Reports an entry of `spec.dependsOn` whose object has `suspend: true`.',
    why: 'On the next commit the dependency does not move, and with a shared source everything that waits for it stops too.',
    controller: 'Flux wants a dependency of the same source to be at the same revision.',
    fix: 'Resume the dependency, or remove the entry for as long as it is suspended.',
    ignore: 'While the suspension is short.',
  }),
  check(node, { cluster }, report) {
    for (const { id, name, reference } of dependenciesOf(node.manifest)) {
      const dependency = cluster.nodes.get(id);
      const suspend = dependency === undefined || dependency.id === node.id ? undefined : readBoolean(dependency.manifest.root, 'spec', 'suspend');
      if (suspend?.value !== true || reference.name === undefined) continue;
      report({ span: faultSpan(reference.name.node), message: `${name} is suspended: this ${node.object.kind} will wait for it on the next commit`, related: [{ span: suspend.node, message: `${name} is suspended here` }] });
    }
  },
};
