/** Reports references into another namespace where the controllers refuse them. */
import { nodesOfKind, type ClusterGraph } from '../../graph/graph.ts';
import { readReference, type ObjectReference } from '../../manifests/manifest.ts';
import { readBoolean, readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { argumentsOf, type FluxController } from '../fluxControllers.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where the cluster runs its controllers in lockdown. */
export const crossNamespaceRefused: GraphRule = {
  id: 'flux/cross-namespace-refused',
  scope: 'graph',
  kinds: ['Kustomization', 'HelmRelease', 'ImagePolicy', 'ImageUpdateAutomation'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go getSource: "can not access … cross-namespace references have been blocked"; fluxcd/flux2-multi-tenancy',
  summary: 'A reference leaves its namespace, but the controllers of the cluster refuse that.',
  explain: rulePage({
    does: 'Reports sources, charts and image repositories in another namespace, in clusters whose own manifests start the controller with `--no-cross-namespace-refs=true`, or whose FluxInstance is multi-tenant.',
    why: 'The object is stalled with reason AccessDenied and never applied.',
    controller: 'With this flag a controller refuses every reference whose namespace is not the object’s own.',
    fix: 'Put a source of its own into the namespace, or the object into the namespace of the source.',
    ignore: 'When the flag is taken away by something outside the workspace.',
  }),
  check(node, { cluster }, report) {
    const { controller, paths } = references[node.object.kind] ?? {};
    if (controller === undefined || !isLocked(cluster, controller)) return;
    for (const path of paths ?? []) {
      const reference: ObjectReference | undefined = readReference(readMap(node.manifest.root, 'spec', ...path));
      const namespace = reference?.namespace;
      if (namespace === undefined || namespace.value === node.object.namespace || namespace.value.includes('${')) continue;
      report({ span: faultSpan(namespace.node), message: `this cluster refuses references into other namespaces: ${node.object.kind} ${node.object.name} is in ${node.object.namespace ?? 'default'}` });
    }
  },
};

/** Which controller reads which references of a kind. */
const references: Readonly<Record<string, { readonly controller: FluxController; readonly paths: readonly (readonly string[])[] }>> = {
  Kustomization: { controller: 'kustomize-controller', paths: [['sourceRef']] },
  HelmRelease: { controller: 'helm-controller', paths: [['chart', 'spec', 'sourceRef'], ['chartRef']] },
  ImagePolicy: { controller: 'image-reflector-controller', paths: [['imageRepositoryRef']] },
  ImageUpdateAutomation: { controller: 'image-automation-controller', paths: [['sourceRef']] },
};

/** Whether the controller refuses them. */
function isLocked(cluster: ClusterGraph, controller: FluxController): boolean {
  if (argumentsOf(cluster, controller)?.some((arg) => /^--no-cross-namespace-refs(=true)?$/.test(arg)) === true) return true;
  return nodesOfKind(cluster, 'FluxInstance').some(({ manifest }) => readBoolean(manifest.root, 'spec', 'cluster', 'multitenant')?.value === true);
}
