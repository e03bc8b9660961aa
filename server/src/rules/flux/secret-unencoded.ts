/** Reports values of a Secret that the API server cannot decode. */
import { isBase64, isSopsEncrypted } from '../../flux/sops.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error on a value in `data` of a Secret that is no base64. */
export const fluxSecretUnencoded: ManifestRule = {
  id: 'flux/secret-unencoded',
  scope: 'manifest',
  kinds: ['Secret'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes core/v1 Secret `data` ([]byte); test/cluster/metadataTypes.test.ts',
  summary: 'A value in `data` of a Secret is no base64.',
  explain: rulePage({
    does: 'Reports a value in `data` of a Secret that Flux applies and that is no base64. Encrypted Secrets, and values with a variable that nothing here sets, are left alone.',
    why: 'The API server refuses the Secret, and the Kustomization applies nothing at all.',
    controller: 'kustomize-controller first tries the whole build on the API server; one object that this cannot read fails the reconciliation.',
    fix: 'Move the entry to `stringData`, which takes plain text, or encode it (`printf %s "$value" | base64`).',
    ignore: 'Never.',
  }),
  check({ root }, { reached }, report) {
    if (!reached || isSopsEncrypted(root)) return;
    for (const { key, value } of readMap(root, 'data')?.pairs ?? []) {
      if (value.kind !== 'scalar' || isBase64(value.text) || value.text.includes('${') || value.text.startsWith('ENC[')) continue;
      report({ span: faultSpan(value), message: `the value of \`${key.text}\` is no base64, and the API server refuses the Secret: plain text goes into \`stringData\`` });
    }
  },
};
