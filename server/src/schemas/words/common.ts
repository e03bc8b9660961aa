/** Our words about fields that many kinds share. */
import type { FieldWords } from './fieldWords.ts';

/** Words by path, for the head of every object. */
export const headWords: FieldWords = {
  apiVersion: 'Group and version of the API, such as `kustomize.toolkit.fluxcd.io/v1`. A version that the installed Flux does not serve any more is refused, not converted.',
  kind: 'Kind of the object. `Kustomization` exists twice: the object of Flux and the file of kustomize; the apiVersion tells them apart.',
  metadata: 'Name, namespace, labels and annotations.',
  'metadata.name': 'Name of the object: lower-case letters, digits, `-` and `.`. Another name is another object: Flux deletes the old one (where `prune` is on) and makes a new one.',
  'metadata.namespace': 'Namespace of the object. A `namespace:` of a kustomize file, or `targetNamespace` of the Flux Kustomization, replaces it.',
  'metadata.labels': 'Labels; the values are texts, so numbers and `true` need quotes.',
  'metadata.annotations': 'Annotations; the values are texts, so numbers and `true` need quotes.',
  'metadata.finalizers': 'Names of controllers that must agree before the object goes away. Rarely belongs in Git.',
  spec: 'What is wanted.',
  status: 'Written by the controller; it does not belong in Git.',
};

/** Words by the field's own name, where a kind says nothing better. */
export const namedWords: FieldWords = {
  suspend: { text: 'Whether the controller leaves the object alone until this is off again. What was applied stays as it is, and drift is not corrected.', default: 'false' },
  secretRef: 'Secret in the namespace of the object.',
  'secretRef.name': 'Name of the Secret, in the namespace of the object.',
  certSecretRef: 'Secret with TLS material: `ca.crt` for the server, `tls.crt` and `tls.key` for the client.',
  'certSecretRef.name': 'Name of the Secret, in the namespace of the object.',
  proxySecretRef: 'Secret with `address` of an HTTP proxy and, if need be, `username` and `password`.',
  'proxySecretRef.name': 'Name of the Secret, in the namespace of the object.',
  serviceAccountName: 'ServiceAccount of the same namespace, for access without a stored password.',
  accessFrom: 'Which other namespaces may refer to this object. A label selector that matches nothing lets nobody in.',
  insecure: { text: 'Whether plain HTTP is used.', default: 'false' },
  sourceRef: 'Source that the files come from.',
  'sourceRef.kind': 'Kind of the source.',
  'sourceRef.name': 'Name of the source.',
  'sourceRef.namespace': { text: 'Namespace of the source. Clusters with several tenants may forbid others than the own one.', default: 'the namespace of this object' },
  'sourceRef.apiVersion': 'Group and version of the source; the kind alone is enough.',
};
