/** Reports Flux Kustomizations that apply nothing and so delete what they applied before. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { isComplete } from '../transformerHits.ts';

/** The build of a Flux Kustomization with `prune: true` holds no object. */
export const kustomizationBuildsNothing: GraphRule = {
  id: 'kustomization/builds-nothing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go: an empty build is applied, and what is no longer in it pruned; test/cluster/emptyBuild.test.ts',
  summary: 'A Flux Kustomization builds no object, and `prune` deletes what it applied before.',
  explain: rulePage({
    does: 'Reports a Flux Kustomization with `prune: true` that is not suspended and whose build is known and holds no object: a kustomize file that is empty or lists nothing, a folder without manifests.',
    why: 'It is ready, and everything that it applied before is deleted.',
    controller: 'kustomize-controller takes an empty build for what is wanted, and prunes the rest of its inventory.',
    fix: 'List the manifests, or remove the Flux Kustomization if they are to go.',
    ignore: 'While nothing is meant to be there yet.',
  }),
  check(node, { cluster }, report) {
    const build = cluster.deliveries.get(node.id)?.build;
    if (build === undefined || !isComplete(build) || build.problems.length > 0) return;
    // What is left out, or has no name, is told where it stands.
    if (build.objects.length > 0 || build.leftOut.length > 0 || build.nameless.length > 0 || build.emptied.length > 0) return;
    const kustomization = readFluxKustomization(node.manifest);
    if (kustomization?.prune?.value !== true || kustomization.suspend?.value === true) return;
    const { path } = kustomization;
    report({ span: path === undefined ? nameSpan(node.manifest) : faultSpan(path.node), message: 'this builds no object: with `prune: true` Flux deletes what was applied from here before' });
  },
};
