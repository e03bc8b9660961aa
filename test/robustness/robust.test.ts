/** A bounded run on small inputs of our own: nothing throws, nothing points outside of its document. `npm run test:robust` does the same to whole repositories. */
import { expect, test } from 'vitest';
import { RuleCache } from '../../server/src/rules/ruleCache.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../harness/memoryWorkspace.ts';
import { garbled, randomOf, truncated } from './garble.ts';
import { tryEverything } from './tryEverything.ts';

const files: Readonly<Record<string, string>> = {
  'clusters/a/apps.yaml': fluxKustomization('apps', './apps', '  postBuild:\n    substitute: {tag: "1", port: "80"}\n    substituteFrom:\n      - {kind: ConfigMap, name: vars}\n  patches:\n    - target: {kind: Deployment, name: "web|db"}\n      patch: |\n        - op: replace\n          path: /spec/template/spec/containers/0/image\n          value: web:2\n    - patch: |\n        apiVersion: apps/v1\n        kind: Deployment\n        metadata: {name: web}\n        spec: {replicas: 3}\n  dependsOn:\n    - name: infra\n'),
  'clusters/a/infra.yaml': fluxKustomization('infra', './infra'),
  'infra/vars.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata: {host: a.example}\n',
  'apps/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: apps\nresources: [web.yaml, canary.yaml, release.yaml]\nimages:\n  - name: web\n    newTag: "3"\nconfigMapGenerator:\n  - name: settings\n    literals: ["a=b"]\n    files: [x=web.yaml]\nreplacements:\n  - source: {kind: ConfigMap, name: settings}\n    targets:\n      - select: {kind: Deployment}\n        fieldPaths: ["metadata.annotations.[a/b]"]\n        options: {create: true}\npatches:\n  - path: web.yaml\n',
  'apps/web.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: &meta\n  name: web # {"$imagepolicy": "flux-system:web"}\n  labels: {app: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - name: web\n          image: web:${tag:=1}\n          ports: [{name: http, containerPort: ${port}}]\n---\napiVersion: v1\nkind: Service\nmetadata:\n  <<: *meta\nspec:\n  ports: [{port: 80, targetPort: http}]\n',
  'apps/canary.yaml': 'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: web\nspec:\n  provider: linkerd\n  targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  service: {port: 80}\n  analysis:\n    interval: 1m\n    threshold: 5\n    stepWeights: [5, 10]\n    metrics:\n      - name: errors\n        templateRef: {name: errors}\n        thresholdRange: {max: 1}\n    webhooks:\n      - name: gate\n        type: confirm-promotion\n        url: http://flagger-loadtester.test/gate/check\n',
  'apps/release.yaml': 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: db}\nspec:\n  interval: 10m\n  chart:\n    spec:\n      chart: ./charts/db\n      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}\n  values:\n    image: {tag: ${tag}}\n  valuesFrom:\n    - {kind: ConfigMap, name: settings, valuesKey: x}\n',
};

const seed = Number(process.env['SEED'] ?? 437_824);

test(`cut and garbled files of a small repository (SEED=${seed})`, () => {
  const { session } = memoryWorkspace(`${bootstrap('clusters/a')}${Object.entries(files).map(([path, text]) => `//- ${path}\n${text}`).join('')}`);
  const cache = new RuleCache();
  const random = randomOf(seed);
  const paths = Object.keys(files);
  for (let round = 0; round < 100; round++) {
    const path = paths[random(paths.length)] ?? '';
    const uri = `file:///w/repo/${path}`;
    const original = files[path] ?? '';
    const text = round % 2 === 0 ? truncated(original, random) : garbled(original, random);
    const { troubles } = tryEverything(session.apply({ kind: 'text', uri, text }), uri, cache, [random(text.length + 1), text.length]);
    expect(troubles, `round ${round}: ${path} ${JSON.stringify(text)}`).toEqual([]);
    // Every other time the next file is garbled beside this one.
    if (round % 4 !== 0) session.apply({ kind: 'text', uri, text: original });
  }
}, 60_000);
