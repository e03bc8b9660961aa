/** Reports a source that the controller does not take unless it is told so. */
import { readReference } from '../../manifests/manifest.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { argumentsOf } from '../fluxControllers.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where the cluster’s own manifests start the controller without the feature gate. */
export const externalArtifactOff: GraphRule = {
  id: 'kustomization/external-artifact-off',
  scope: 'graph',
  kinds: ['Kustomization', 'HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go getSource: the feature gate ExternalArtifact, off by default',
  summary: 'A source is an ExternalArtifact, but the feature gate for it is off.',
  explain: rulePage({
    does: 'Reports `sourceRef` and `chartRef` of kind ExternalArtifact in clusters whose manifests hold the controller’s Deployment without `--feature-gates=ExternalArtifact=true`.',
    why: 'The object is stalled with reason AccessDenied.',
    controller: 'kustomize-controller and helm-controller refuse the kind unless the gate is on. Flux Operator turns it on together with source-watcher.',
    fix: 'Add `--feature-gates=ExternalArtifact=true` to the arguments of the controller, as a patch in the kustomize file beside `gotk-components.yaml`.',
    ignore: 'When the argument is added by something outside the workspace.',
  }),
  check(node, { cluster }, report) {
    const isRelease = node.object.kind === 'HelmRelease';
    const kind = readReference(readMap(node.manifest.root, 'spec', isRelease ? 'chartRef' : 'sourceRef'))?.kind;
    const controller = isRelease ? 'helm-controller' : 'kustomize-controller';
    const args = kind?.value === 'ExternalArtifact' ? argumentsOf(cluster, controller) : undefined;
    if (kind === undefined || args === undefined || args.some((arg) => arg.startsWith('--feature-gates=') && arg.includes('ExternalArtifact=true'))) return;
    report({ span: faultSpan(kind.node), message: `${controller} of this cluster refuses ExternalArtifacts: its feature gate \`ExternalArtifact\` is off` });
  },
};
