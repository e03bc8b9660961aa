/** Reports Secrets that anybody who may read the repository can read. */
import { isSopsEncrypted } from '../../flux/sops.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { manifestsOf, nameSpan, readStringMap } from '../../manifests/manifest.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';
import { holdsVariable } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Notice on the name: whether a value is secret cannot be told from it, but that nobody encrypted it can. */
export const secretInPlainText: GraphRule = {
  id: 'kustomization/secret-in-plain-text',
  scope: 'graph',
  kinds: ['Secret'],
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller docs/spec/v1/kustomizations.md, Decryption: Secrets are stored in Git encrypted',
  summary: 'A Secret is in plain text, where others are decrypted.',
  explain: rulePage({
    does: 'Reports a Secret with values of its own that are not encrypted, where the Flux Kustomization that applies it has `decryption`. Values that are variables, and the Secrets of generators, are left out.',
    why: 'Whoever can read the repository or its artifact can read the values, also in every older commit.',
    controller: 'Flux decrypts what SOPS encrypted and applies the rest as it is written.',
    fix: 'Encrypt the file with `sops`, and change what was in it: it stays in the history of Git.',
    ignore: 'When nothing in it is secret, such as a public address that a chart wants in a Secret.',
  }),
  check(node, { cluster }, report) {
    const delivery = node.appliedBy === undefined ? undefined : cluster.deliveries.get(node.appliedBy);
    if (delivery === undefined || readFluxKustomization(delivery.node.manifest)?.decryption === undefined) return;
    // What the build made of it has no traces of SOPS any more.
    const written = manifestsOf(node.origin.file).find(({ kind, root }) => kind === 'Secret' && root.start === node.origin.start);
    if (written === undefined || isSopsEncrypted(written.root) || !hasOwnValues(written.root)) return;
    report({ span: nameSpan(written), message: `Secret ${node.object.name} is in plain text in Git, though Kustomization ${delivery.node.object.name} decrypts` });
  },
};

function hasOwnValues(root: YamlMap): boolean {
  return ['data', 'stringData'].some((field) => [...readStringMap(root, field).values()].some(({ value }) => value.trim() !== '' && !holdsVariable(value)));
}
