// Kustomize's errors in few words.
import { expect, test } from 'vitest';
import { plainFailure } from '../../../server/src/flux/plainFailure.ts';

test.each([
  // Said by kustomize-controller 1.9.5 for a generator whose file is missing.
  ['kustomize build failed: loading KV pairs: file sources: [ca.crt]: open /tmp/flightdeck-x/tmp/kustomization-2331/infrastructure/linkerd/ca.crt: no such file or directory', 'build failed: ca.crt does not exist'],
  ["kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'web.yaml': open /tmp/kustomization-77/apps/web.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/tmp/kustomization-77/apps/web.yaml' : lstat /tmp/kustomization-77/apps/web.yaml: no such file or directory", 'build failed: web.yaml does not exist'],
  ["kustomize build failed: accumulating resources: accumulation err='accumulating resources from './web': may not add resource with an already registered id: Service.v1.[noGrp]/web.shop'", "build failed: './web': may not add resource with an already registered id: Service.v1.[noGrp]/web.shop"],
  ['kustomize build failed: no matches for Id Deployment.v1.apps/web.[noNs]; failed to find unique target for patch', 'build failed: no matches for Id Deployment.v1.apps/web.[noNs]; failed to find unique target for patch'],
  ['kustomization path not found: stat /tmp/kustomization-5/apps: no such file or directory', 'the source has no folder apps'],
  ['ConfigMap/shop/web dry-run failed: .data.value: expected string', 'ConfigMap/shop/web dry-run failed: .data.value: expected string'],
])('%s', (said, plain) => expect(plainFailure(said)).toBe(plain));
