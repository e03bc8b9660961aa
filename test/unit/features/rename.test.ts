// Rename: objects over all that names them, variables, and what is refused.
import { describe, expect, test } from 'vitest';
import { planRename, prepareRename } from '../../../server/src/features/rename/rename.ts';
import { isRefusal } from '../../../server/src/features/rename/renamePlan.ts';
import { textsAfter } from '../../../server/src/features/rename/textsAfter.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace, type MemoryWorkspace } from '../../harness/memoryWorkspace.ts';

interface Outcome {
  readonly texts: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** The texts of the changed files by path, or the reason why there are none. */
function renamed(workspace: MemoryWorkspace, name: string): Outcome | string {
  const { file, offset } = workspace.cursor;
  const plan = planRename(workspace.snapshot, file, offset, name);
  if (plan === undefined) return 'nothing there';
  if (isRefusal(plan)) return plan.refused;
  return { texts: Object.fromEntries([...textsAfter(plan.edits)].map(([uri, text]) => [uri.replace('file:///w/', ''), text])), warnings: plan.warnings.map(({ label }) => label) };
}

function changed(outcome: Outcome | string): Outcome {
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome;
}

const cluster = bootstrap('clusters/prod');

describe('a Flux Kustomization', () => {
  const workspace = memoryWorkspace(`${cluster}//- clusters/prod/infra.yaml
${fluxKustomization('in$0fra', './infra')}//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps', '  dependsOn:\n    - name: "infra" # first\n')}//- clusters/prod/alert.yaml
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Alert
metadata:
  name: a
  namespace: flux-system
spec:
  providerRef: {name: p}
  eventSources:
    - {kind: Kustomization, name: 'infra'}
    - {kind: Kustomization, name: '*'}
//- infra/a.yaml
${configMap('a', 'shop')}//- apps/b.yaml
${configMap('b', 'shop')}`);

  test('is renamed with all that names it; quotes and comments stay', () => {
    const { texts } = changed(renamed(workspace, 'platform'));
    expect(Object.keys(texts).toSorted()).toEqual(['repo/clusters/prod/alert.yaml', 'repo/clusters/prod/apps.yaml', 'repo/clusters/prod/infra.yaml']);
    expect(texts['repo/clusters/prod/apps.yaml']).toContain('- name: "platform" # first');
    expect(texts['repo/clusters/prod/alert.yaml']).toContain("{kind: Kustomization, name: 'platform'}");
    expect(texts['repo/clusters/prod/infra.yaml']).toContain('  name: platform\n');
    expect(texts['repo/clusters/prod/infra.yaml']).toContain('path: ./infra');
  });
  test('says how many objects Flux deletes and makes anew', () => {
    expect(changed(renamed(workspace, 'platform')).warnings).toEqual(['Flux deletes and re-creates 2 objects']);
  });
  test('starts at the name alone', () => {
    const start = prepareRename(workspace.snapshot, workspace.cursor.file, workspace.cursor.offset);
    expect(start).toMatchObject({ text: 'infra' });
  });
  test('is refused where the name is no name, or taken', () => {
    expect(renamed(workspace, 'Platform')).toContain('is no name');
    expect(renamed(workspace, 'apps')).toContain('already');
  });
  test('quotes a name that would be read as a number', () => {
    expect(changed(renamed(workspace, '123')).texts['repo/clusters/prod/infra.yaml']).toContain('  name: "123"\n');
  });
});

describe('what lies outside the workspace', () => {
  const outside = (cursor: 'source' | 'template'): MemoryWorkspace =>
    memoryWorkspace(`${cluster}//- clusters/prod/shop.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: shop, namespace: flux-system}
spec: {interval: 1m, url: https://git.example/shop}
---
${fluxKustomization('shop', './deploy').replace('    name: flux-system', '    name: shop')}---
${fluxKustomization('gone', './x').replace('    name: flux-system', `    name: el${cursor === 'source' ? '$0' : ''}sewhere`)}//- clusters/prod/template.yaml
apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata: {name: err${cursor === 'template' ? '$0' : ''}ors, namespace: flux-system}
spec: {provider: {type: prometheus, address: http://x:9090}, query: x}
`);
  test('a reference to it is refused with the reason', () => {
    const { snapshot, cursor } = outside('source');
    expect(prepareRename(snapshot, cursor.file, cursor.offset)).toEqual({ refused: 'GitRepository `flux-system/elsewhere` is declared in no file of this workspace: open the repository that holds it, or change the name here by hand' });
    expect(renamed(outside('source'), 'new')).toContain('is declared in no file of this workspace');
  });
  test('files of sources that are not open are told of', () => {
    expect(changed(renamed(outside('template'), 'faults')).warnings).toEqual(['Flux deletes and re-creates one object', 'Files outside this workspace are not changed']);
  });
});

describe('anchors', () => {
  const withSubstitute = (extra: string): MemoryWorkspace =>
    memoryWorkspace(`${cluster}//- clusters/prod/app.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: &app sh$0op
  namespace: flux-system
  labels:
    app.kubernetes.io/name: *app
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
${extra}//- apps/b.yaml
${configMap('b-${APP:=x}', 'shop')}`);

  test('the anchor is edited where all that shares it may follow', () => {
    const { texts } = changed(renamed(withSubstitute(''), 'store'));
    expect(texts['repo/clusters/prod/app.yaml']).toContain('  name: &app store\n');
    expect(texts['repo/clusters/prod/app.yaml']).toContain('app.kubernetes.io/name: *app\n');
  });
  test('it moves to the first alias that must keep the text, so that what is built stays', () => {
    const { texts } = changed(renamed(withSubstitute('  postBuild:\n    substitute:\n      APP: *app\n      APP2: *app\n'), 'store'));
    const text = texts['repo/clusters/prod/app.yaml'] ?? '';
    expect(text).toContain('  name: store\n');
    expect(text).toContain('app.kubernetes.io/name: store\n');
    expect(text).toContain('      APP: &app shop\n      APP2: *app\n');
  });
});

describe('names that kustomize changes', () => {
  const overlay = (cursorIn: 'base' | 'reference'): MemoryWorkspace =>
    memoryWorkspace(`${cluster}//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps/prod', `  healthChecks:\n    - {apiVersion: apps/v1, kind: Deployment, namespace: shop, name: prod-w${cursorIn === 'reference' ? '$0' : ''}eb}\n`)}//- apps/prod/kustomization.yaml
namePrefix: prod-
resources: [../base]
patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 3
  - target: {kind: Deployment, name: web|other}
    patch: |
      - op: add
        path: /metadata/annotations
        value: {a: b}
//- apps/base/kustomization.yaml
resources: [web.yaml]
replicas: [{name: web, count: 2}]
//- apps/base/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: w${cursorIn === 'base' ? '$0' : ''}eb
  namespace: shop
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1"}]
`);

  test('patches, replicas and references behind a prefix follow; labels do not', () => {
    const { texts } = changed(renamed(overlay('base'), 'front'));
    expect(texts['repo/apps/base/web.yaml']).toContain('  name: front\n');
    expect(texts['repo/apps/base/web.yaml']).toContain('{app: web}');
    expect(texts['repo/apps/base/kustomization.yaml']).toContain('replicas: [{name: front, count: 2}]');
    expect(texts['repo/apps/prod/kustomization.yaml']).toContain('        name: front\n');
    expect(texts['repo/apps/prod/kustomization.yaml']).toContain('name: front|other');
    expect(texts['repo/clusters/prod/apps.yaml']).toContain('name: prod-front}');
  });
  test('from a reference, the prefix must be kept', () => {
    expect(changed(renamed(overlay('reference'), 'prod-front')).texts['repo/apps/base/web.yaml']).toContain('  name: front\n');
    expect(renamed(overlay('reference'), 'front')).toContain('prefix');
  });
  test('a generated ConfigMap keeps its hash, and what kustomize fixes follows', () => {
    const workspace = memoryWorkspace(`${cluster}//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps')}//- apps/kustomization.yaml
resources: [pod.yaml]
configMapGenerator:
  - name: set$0tings
    namespace: shop
    literals: [A=1]
//- apps/pod.yaml
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: shop}
spec:
  containers:
    - name: c
      image: x
      envFrom: [{configMapRef: {name: settings}}]
`);
    const { texts } = changed(renamed(workspace, 'options'));
    expect(texts['repo/apps/kustomization.yaml']).toContain('- name: options\n');
    expect(texts['repo/apps/pod.yaml']).toContain('configMapRef: {name: options}');
  });
  test('a marker in a file that a generated ConfigMap is made of follows; the other hash is told, and what names the ConfigMap is as before', () => {
    const values = (marked: string): string => `${cluster}//- clusters/prod/policy.yaml
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: {name: web$0, namespace: flux-system}
spec: {imageRepositoryRef: {name: web}}
//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps', '  targetNamespace: shop\n')}//- apps/kustomization.yaml
resources: [release.yaml]
configMapGenerator:
  - name: web-values
    files: [values.yaml]
configurations: [names.yaml]
//- apps/names.yaml
nameReference:
  - kind: ConfigMap
    fieldSpecs: [{path: spec/valuesFrom/name, kind: HelmRelease}]
//- apps/release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec: {interval: 1h, chartRef: {kind: OCIRepository, name: web}, valuesFrom: [{kind: ConfigMap, name: web-values}]}
//- apps/values.yaml
image:
  tag: 1.2.3 ${marked}
`;
    const { texts, warnings } = changed(renamed(memoryWorkspace(values('# {"$imagepolicy": "flux-system:web:tag"}')), 'shop'));
    expect(texts['repo/apps/values.yaml']).toBe('image:\n  tag: 1.2.3 # {"$imagepolicy": "flux-system:shop:tag"}\n');
    expect(warnings).toContain('One generated object gets another hash');
    expect(changed(renamed(memoryWorkspace(values('# {"$imagepolicy": "flux-system:other:tag"}')), 'shop')).warnings).not.toContain('One generated object gets another hash');
  });
  test('a name made by a variable is refused, with the place', () => {
    const workspace = memoryWorkspace(`${cluster}//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps', '  postBuild:\n    substitute:\n      APP: shop\n')}//- apps/b.yaml
${configMap('${A$0PP}-x', 'shop').replace('${A$0PP}-x', '"${APP}-$0x"')}`);
    expect(renamed(workspace, 'y')).toMatch(/variable `APP` \(clusters\/prod\/apps.yaml:\d+\)/);
  });
});

describe('Flagger', () => {
  const workspace = memoryWorkspace(`${cluster}//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps')}//- apps/all.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: w$0eb, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1"}]
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: web, namespace: shop}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  service: {port: 80}
  analysis:
    interval: 1m
    threshold: 2
    stepWeight: 10
    maxWeight: 50
    webhooks:
      - {name: smoke, url: "http://web-canary.shop:80/check"}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i, namespace: shop}
spec:
  rules:
    - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
`);
  test('what Flagger names after the target follows: hosts of webhooks, backends', () => {
    const text = changed(renamed(workspace, 'front')).texts['repo/apps/all.yaml'] ?? '';
    expect(text).toContain('kind: Deployment, name: front}');
    expect(text).toContain('http://front-canary.shop:80/check');
    expect(text).toContain('backend: {service: {name: front, port');
    expect(text).toContain('kind: Canary\nmetadata: {name: web, namespace: shop}');
  });
});

test('of a choice of names in a patch only one changes', () => {
  const text = (name: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: shop}\nspec: {}\n`;
  const workspace = memoryWorkspace(`${cluster}//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps')}//- apps/kustomization.yaml
resources: [a.yaml]
patches:
  - target: {kind: Deployment, name: "(web|api)"}
    patch: '[{"op": "add", "path": "/spec/replicas", "value": 2}]'
//- apps/a.yaml
${text('w$0eb')}---
${text('api')}`);
  expect(changed(renamed(workspace, 'front')).texts['repo/apps/kustomization.yaml']).toContain('name: "(front|api)"');
});

describe('what cannot be renamed', () => {
  test('an object of another one, a Namespace, a file that SOPS has signed', () => {
    const at = (text: string): string => {
      const outcome = renamed(memoryWorkspace(`${cluster}//- clusters/prod/x.yaml\n${text}`), 'other');
      return typeof outcome === 'string' ? outcome : 'renamed';
    };
    expect(at('apiVersion: v1\nkind: Namespace\nmetadata:\n  name: sh$0op\n')).toContain('every object in it would move');
    expect(at('apiVersion: v1\nkind: Secret\nmetadata:\n  name: sh$0op\nsops:\n  mac: ENC[AES256_GCM,data:x]\n')).toContain('sops');
    expect(at('apiVersion: v1\nkind: Secret\nmetadata:\n  name: sh$0op\nsops:\n  mac_only_encrypted: true\n  mac: ENC[AES256_GCM,data:x]\n')).toBe('renamed');
  });
});

describe('two repositories', () => {
  const workspace = memoryWorkspace(
    `${cluster}//- clusters/prod/apps.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: apps, namespace: flux-system}
spec: {interval: 1m, url: "https://git.example/apps", ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  interval: 10m
  path: ./deploy
  prune: true
  sourceRef: {kind: GitRepository, name: apps}
  healthChecks: [{apiVersion: apps/v1, kind: Deployment, name: web, namespace: shop}]
//- [apps] deploy/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: w$0eb, namespace: shop}
spec: {}
`,
    { apps: { remotes: ['https://git.example/apps'] } },
  );
  test('are edited together', () => {
    const { texts } = changed(renamed(workspace, 'front'));
    expect(Object.keys(texts).toSorted()).toEqual(['apps/deploy/web.yaml', 'repo/clusters/prod/apps.yaml']);
  });
});

describe('a variable', () => {
  const workspace = (mark: 'use' | 'key'): MemoryWorkspace =>
    memoryWorkspace(`${cluster}//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps', `  postBuild:\n    substitute:\n      ${mark === 'key' ? '$0' : ''}HOST: shop.example\n      OTHER: x\n`)}//- apps/b.yaml
${configMap('b', 'shop', { url: `https://\${${mark === 'use' ? '$0' : ''}HOST}/\${HOST:=a}/\${HOSTS:=b}`, text: '$${HOST}' })}`);
  test('is renamed in its key and in every use, not where it is escaped or another name', () => {
    for (const mark of ['use', 'key'] as const) {
      const { texts } = changed(renamed(workspace(mark), 'DOMAIN'));
      expect(texts['repo/clusters/prod/apps.yaml']).toContain('      DOMAIN: shop.example\n');
      expect(texts['repo/apps/b.yaml']).toContain('https://${DOMAIN}/${DOMAIN:=a}/${HOSTS:=b}');
      expect(texts['repo/apps/b.yaml']).toContain('$${HOST}');
    }
  });
  test('is refused where the name is taken or no name', () => {
    expect(renamed(workspace('key'), 'OTHER')).toContain('already');
    expect(renamed(workspace('key'), 'a-b')).toContain('no variable name');
  });
});

describe('what no entry point reaches', () => {
  test('a kustomize root is built by itself: patches and references follow', () => {
    const workspace = memoryWorkspace(`//- deploy/base/kustomization.yaml
resources: [web.yaml]
//- deploy/base/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: w$0eb}
spec: {}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 3
//- deploy/prod/kustomization.yaml
resources: [../base]
namePrefix: prod-
patches:
  - target: {kind: Deployment, name: web}
    patch: '[{"op": "add", "path": "/spec/replicas", "value": 2}]'
`);
    const { texts, warnings } = changed(renamed(workspace, 'front'));
    expect(texts['repo/deploy/base/web.yaml']).toContain('kind: Deployment\nmetadata: {name: front}');
    expect(texts['repo/deploy/base/web.yaml']).toContain('kind: HorizontalPodAutoscaler\nmetadata: {name: web}');
    expect(texts['repo/deploy/base/web.yaml']).toContain('kind: Deployment, name: front}');
    expect(texts['repo/deploy/prod/kustomization.yaml']).toContain('target: {kind: Deployment, name: front}');
    expect(warnings).toEqual([]);
  });
  test('so is a folder of plain manifests', () => {
    const workspace = memoryWorkspace(`//- flux/source.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: cha$0rts, namespace: apps}
spec: {interval: 1h, url: "https://charts.example"}
//- flux/release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: r, namespace: apps}
spec:
  interval: 1h
  chart: {spec: {chart: c, sourceRef: {kind: HelmRepository, name: charts}}}
`);
    expect(changed(renamed(workspace, 'repo')).texts['repo/flux/release.yaml']).toContain('{kind: HelmRepository, name: repo}');
  });
});
