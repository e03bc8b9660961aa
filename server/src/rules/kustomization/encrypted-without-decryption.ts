/** Reports encrypted objects that nobody decrypts. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A Flux Kustomization applies SOPS-encrypted objects without decryption. */
export const encryptedWithoutDecryption: GraphRule = {
  id: 'kustomization/encrypted-without-decryption',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go apply: "… is SOPS encrypted, configuring decryption is required for this secret to be reconciled"',
  summary: 'A Flux Kustomization applies SOPS-encrypted objects without decryption.',
  explain: rulePage({
    does: 'Reports a Flux Kustomization without `spec.decryption` whose build holds objects that SOPS encrypted.',
    why: 'The whole Kustomization fails, and nothing of it is applied.',
    controller: 'Flux decrypts only where `decryption` says how; an encrypted object that reaches the API server is refused.',
    fix: 'Add `decryption` with `provider: sops` and the Secret that holds the key; a parent can give it to all its children with a patch.',
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    const kustomization = readFluxKustomization(node.manifest);
    if (kustomization === undefined || kustomization.decryption !== undefined) return;
    const encrypted = (cluster.deliveries.get(node.id)?.build?.objects ?? []).filter(({ kind, root }) => kind === 'Secret' && root.get('sops', 'mac') !== undefined);
    const [first] = encrypted;
    if (first === undefined) return;
    const what = encrypted.length === 1 ? `Secret ${first.name} is` : `${encrypted.length} Secrets, ${first.name} among them, are`;
    report({ span: nameSpan(node.manifest), message: `${what} encrypted with SOPS, but Kustomization ${node.object.name} has no \`decryption\``, related: encrypted.slice(0, 10).map((object) => ({ span: object.origin.file === node.origin.file ? nameSpan(node.manifest) : { file: object.origin.file, start: object.origin.start, end: object.origin.start }, message: `Secret ${object.name}` })) });
  },
};
