/** Reports service accounts that Flux is to act as and that are called otherwise. */
import { printObjectId } from '../../protocol/objectId.ts';
import { nearestName } from '../../text/editDistance.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The accounts that Flux comes with. */
const ofFlux: readonly string[] = ['helm-controller', 'image-automation-controller', 'image-reflector-controller', 'kustomize-controller', 'notification-controller', 'source-controller'];

/** `serviceAccountName` names nothing, while one with nearly this name, or with this name elsewhere, is there. */
export const serviceAccountMissing: GraphRule = {
  id: 'flux/service-account-missing',
  scope: 'graph',
  kinds: ['Kustomization', 'HelmRelease'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg runtime/client Impersonator: the account of the object’s own namespace is impersonated; fluxcd/flux2-multi-tenancy',
  summary: 'The service account that Flux is to act as does not exist.',
  explain: rulePage({
    does: 'Reports `spec.serviceAccountName` of a Flux Kustomization or HelmRelease where its namespace has no ServiceAccount of that name, but one that is called nearly so, or another namespace has it.',
    why: 'Everything that the controller does as this account is forbidden, and nothing is applied.',
    controller: 'The account is looked for in the namespace of the Kustomization or HelmRelease, not in `targetNamespace`.',
    fix: 'Correct the name, or add the ServiceAccount with its RoleBinding.',
    ignore: 'When the account is made outside Git.',
  }),
  check(node, context, report) {
    const spec = node.manifest.root;
    const account = readString(spec, 'spec', 'serviceAccountName');
    // With a `kubeConfig` the account is one of another cluster.
    if (account === undefined || account.value === '' || spec.get('spec', 'kubeConfig') !== undefined) return;
    const wanted = { kind: 'ServiceAccount', namespace: node.object.namespace, name: account.value };
    if (ofFlux.includes(account.value)) return;
    const own = nearestName(account.value, ofFlux);
    if (own !== undefined && !context.cluster.nodes.has(printObjectId({ ...wanted, namespace: wanted.namespace ?? '' }))) {
      report({ span: faultSpan(account.node), message: `ServiceAccount ${account.value} does not exist; nearest: ${own}, which Flux brings`, data: { replacement: own } });
      return;
    }
    const missing = findMissing(context, wanted, 'in Git or by a chart');
    if (missing?.meant !== undefined) report({ span: faultSpan(account.node), ...missingReport(wanted, missing), severity: 'warning' });
  },
};
