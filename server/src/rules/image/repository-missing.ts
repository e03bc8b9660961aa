/** Reports an image policy without its repository. */
import { readReference } from '../../manifests/manifest.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The `imageRepositoryRef` of an ImagePolicy names nothing. */
export const imageRepositoryMissing: GraphRule = {
  id: 'image/repository-missing',
  scope: 'graph',
  kinds: ['ImagePolicy'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/image-reflector-controller internal/controller/imagepolicy_controller.go: "referenced ImageRepository does not exist"',
  summary: 'The `imageRepositoryRef` of an ImagePolicy names nothing.',
  explain: rulePage({
    does: 'Reports a `spec.imageRepositoryRef` that names no ImageRepository.',
    why: 'The policy never chooses an image: `DependencyNotReady`.',
    controller: 'The namespace is the policy’s own unless the reference has one.',
    fix: 'Correct the name or add the namespace.',
    ignore: 'When it is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    const reference = readReference(readMap(node.manifest.root, 'spec', 'imageRepositoryRef'));
    if (reference?.name === undefined) return;
    const wanted = { kind: 'ImageRepository', namespace: reference.namespace?.value ?? node.object.namespace, name: reference.name.value };
    const missing = findMissing(context, wanted);
    if (missing !== undefined) report({ span: faultSpan(reference.name.node), ...missingReport(wanted, missing) });
  },
};
