/** Reports an image override without any effect. */
import { firstLine } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { effectiveEntries, isComplete, keyOfEntry } from '../transformerHits.ts';

/** An entry of `images` fits no image. */
export const imagesHitNothing: GraphRule = {
  id: 'kustomization/images-hit-nothing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'hint',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize api/filters/imagetag: the whole image must match',
  summary: 'An entry of `images` fits no image.',
  explain: rulePage({
    does: 'Reports an entry of `images`, in a kustomize file or a Flux Kustomization, whose name is none of the images in any build that uses it.',
    why: 'The image or tag stays what it is in the manifests, and nobody says so.',
    controller: 'The name must be the image as the manifest writes it, with registry and path and without tag: `nginx` does not fit `docker.io/library/nginx`.',
    fix: 'Write the name as in the manifest.',
    ignore: 'When the image stands in a custom resource that kustomize does not know.',
  }),
  check(node, { cluster, derivedFromAll }, report) {
    const build = cluster.deliveries.get(node.id)?.build;
    if (build === undefined || !isComplete(build)) return;
    for (const { by, objects, of, span } of build.hits) {
      if (by === 'images' && objects.length === 0 && of > 0 && !derivedFromAll(effectiveEntries).has(keyOfEntry(span))) report({ span: firstLine(span), message: 'this entry changes no image of the build' });
    }
  },
};
