/** Reports target namespaces that are misspelt. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A target namespace does not exist, and a similar one does. */
export const namespaceMissing: GraphRule = {
  id: 'flux/namespace-missing',
  scope: 'graph',
  kinds: ['Kustomization', 'HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller docs/spec/v1/kustomizations.md: targetNamespace must exist; fluxcd/helm-controller: install.createNamespace',
  summary: 'A target namespace does not exist, and a similar one does.',
  explain: rulePage({
    does: 'Reports `targetNamespace` of a Flux Kustomization, and of a HelmRelease without `install.createNamespace`, that no Namespace of the cluster bears, while one with a similar name is there.',
    why: 'Everything that would go into the namespace is refused.',
    controller: 'Neither controller creates the namespace (helm-controller only with `createNamespace`).',
    fix: 'Correct the name, or add the Namespace.',
    ignore: 'When the namespace is made outside Git.',
  }),
  check(node, context, report) {
    const release = readHelmRelease(node.manifest);
    const target = readFluxKustomization(node.manifest)?.targetNamespace ?? release?.targetNamespace;
    if (target === undefined || readBoolean(release?.spec, 'install', 'createNamespace')?.value === true) return;
    const wanted = { kind: 'Namespace', namespace: undefined, name: target.value };
    const missing = findMissing(context, wanted, 'made outside Git');
    if (missing?.by !== 'spelling') return;
    report({ span: faultSpan(target.node), ...missingReport(wanted, missing) });
  },
};
