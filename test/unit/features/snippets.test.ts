/** Whole objects: what they are filled with, and that each is right as it comes. */
import { describe, expect, test } from 'vitest';
import { findCompletions, type Proposal } from '../../../server/src/features/completion/completion.ts';
import { withoutPlaces } from '../../../server/src/features/completion/snippets/snippet.ts';
import { readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { computeSchedule } from '../../../server/src/flagger/schedule.ts';
import { manifestsOf } from '../../../server/src/manifests/manifest.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { findStructure } from '../../../server/src/schemas/catalogue.ts';
import { judgeStructure } from '../../../server/src/schemas/judgeStructure.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { yamlOf } from '../../../server/src/yaml/parseYaml.ts';
import { plainValue } from '../../../server/src/yaml/yamlValue.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n  namespace: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: main\n          image: x:1\n          ports:\n            - containerPort: 8080\n';
const workspace = (path: string, text: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps/shop')}//- apps/shop/deployment.yaml\n${deployment}//- ${path}\n${text}`;

function snippetsAt(path: string, text = '$0', around = workspace): readonly Proposal[] {
  const { snapshot, cursor } = memoryWorkspace(around(path, text));
  return findCompletions(snapshot, cursor.file, cursor.offset).filter(({ kind }) => kind === 'snippet');
}

describe('whole objects', () => {
  const all = snippetsAt('apps/shop/new.yaml');

  test('stand at the start of a document only, by the name of the file', () => {
    expect(all.length).toBeGreaterThan(40);
    expect(snippetsAt('apps/shop/new.yaml', 'a: 1\n---\nKu$0').length).toBe(all.length);
    expect(snippetsAt('apps/shop/new.yaml', 'apiVersion: v1\n$0')).toEqual([]);
    expect(snippetsAt('apps/shop/new.yaml', 'a:\n  $0')).toEqual([]);
    expect(snippetsAt('.github/workflows/new.yaml')).toEqual([]);
    expect(snippetsAt('apps/shop/kustomization.yaml').map(({ label }) => label)).toEqual(['Kustomization (kustomize file)', 'Component (kustomize file)']);
  });

  for (const { label, insert } of all) {
    test(`${label} is right as it comes`, () => {
      const file = new TextFile('file:///new.yaml', 'new.yaml', `${withoutPlaces(insert)}\n`);
      expect(yamlOf(file).problems).toEqual([]);
      const [manifest, ...others] = manifestsOf(file);
      if (manifest === undefined) throw new Error('no object');
      expect(others).toEqual([]);
      const structure = findStructure(manifest.apiVersion, manifest.kind);
      if (structure === undefined) throw new Error(`no structure of ${manifest.apiVersion} ${manifest.kind}`);
      expect(judgeStructure(manifest.root, structure)).toEqual([]);
    });
  }

  for (const { label, insert } of all.filter((one) => one.label.startsWith('Canary'))) {
    test(`${label} can be promoted and rolled back, by the strategy that it names`, () => {
      const [manifest] = manifestsOf(new TextFile('file:///new.yaml', 'new.yaml', withoutPlaces(insert)));
      const spec = manifest === undefined ? undefined : readCanarySpec(plainValue(manifest.root));
      if (spec === undefined) throw new Error('no Canary');
      const schedule = computeSchedule(spec);
      expect(schedule.minSecondsToPromote).toBeGreaterThan(0);
      expect(schedule.minSecondsToRollback).toBeGreaterThan(0);
      const wanted = label.includes('A/B') ? 'ab' : label.includes('blue/green') ? 'bluegreen' : label.includes('mirroring') ? 'mirror' : 'canary';
      expect([wanted, 'bluegreen'].includes(schedule.strategy) || schedule.strategy === wanted).toBe(true);
      expect(schedule.notes.map(({ code }) => code).filter((code) => ['never-advances', 'match-ignored', 'mirror-ignored', 'provider-unknown', 'overshoot', 'match-partly-read'].includes(code))).toEqual([]);
    });
  }

  test('are filled with what the repository has', () => {
    const text = (label: string): string => withoutPlaces(all.find((one) => one.label === label)?.insert ?? '');
    expect(text('Kustomization (Flux)')).toContain('kind: GitRepository\n    name: flux-system');
    expect(text('Canary (canary, istio)')).toContain('kind: Deployment\n    name: shop');
    expect(text('Canary (canary, istio)')).toContain('port: 8080');
    expect(text('Canary (canary, istio)')).toContain('namespace: shop');
  });

  test('the installed provider comes first among Canaries', () => {
    const flagger = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: flagger\n  namespace: flux-system\nspec:\n  interval: 1h\n  chart:\n    spec:\n      chart: flagger\n      sourceRef:\n        kind: HelmRepository\n        name: flagger\n  values:\n    meshProvider: linkerd\n';
    const labels = snippetsAt('apps/shop/new.yaml', '$0', (path, text) => `${workspace(path, text)}\n//- clusters/a/flagger.yaml\n${flagger}`).map(({ label }) => label);
    expect(labels.find((label) => label.startsWith('Canary'))).toBe('Canary (canary, linkerd)');
  });

  describe.each(['shop', 'elsewhere'])('give no finding where what they name is there: sources in %s', (sources) => {
    const object = (apiVersion: string, kind: string, name: string, namespace: string, spec: string): string => `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n${spec}`;
    const surroundings = [
      object('source.toolkit.fluxcd.io/v1', 'HelmRepository', 'charts', sources, '  interval: 1h\n  url: https://charts.example\n'),
      object('source.toolkit.fluxcd.io/v1', 'OCIRepository', 'chart', sources, '  interval: 1h\n  url: oci://registry.example/chart\n  ref:\n    tag: 1.0.0\n  layerSelector:\n    mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip\n    operation: copy\n'),
      object('image.toolkit.fluxcd.io/v1', 'ImageRepository', 'image', sources, '  interval: 5m\n  image: registry.example/image\n'),
      object('notification.toolkit.fluxcd.io/v1beta3', 'Provider', 'chat', 'shop', '  type: slack\n  secretRef:\n    name: chat\n'),
      object('networking.k8s.io/v1', 'Ingress', 'shop', 'shop', '  rules:\n    - http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: shop\n                port:\n                  number: 8080\n'),
      object('gateway.networking.k8s.io/v1', 'Gateway', 'front', sources, '  gatewayClassName: any\n'),
      object('apisix.apache.org/v2', 'ApisixRoute', 'new', 'shop', '  http: []\n'),
      '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: flagger-loadtester\n  namespace: test\n',
    ].join('');
    const around = (path: string, text: string): string => `${workspace(path, text)}\n//- apps/shop/more/all.yaml\n${surroundings}//- apps/other/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n  namespace: other\n`;
    const found = snippetsAt('apps/shop/new.yaml', '$0', around);
    test.each(found.map(({ label, insert }) => [label, insert] as const))('%s', (_label, insert) => {
      const { snapshot } = memoryWorkspace(around('apps/shop/new.yaml', withoutPlaces(insert)));
      const findings = [...(checkWorkspace(snapshot, new RuleCache(), () => undefined).get('file:///w/repo/apps/shop/new.yaml') ?? [])];
      // That nothing uses a new object yet is a hint.
      expect(findings.filter(({ severity }) => severity !== 'hint').map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    });
  });
});
