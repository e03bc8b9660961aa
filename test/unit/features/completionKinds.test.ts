/** What completion offers from builds and other objects: patches, variables, ports, keys of data, charts, namespaces. */
import { describe, expect, test } from 'vitest';
import { findCompletions, type Proposal } from '../../../server/src/features/completion/completion.ts';
import { findHover } from '../../../server/src/features/hover.ts';
import { findSemanticTokens } from '../../../server/src/features/semanticTokens/semanticTokens.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function proposalsAt(text: string): readonly Proposal[] {
  const { snapshot, cursor } = memoryWorkspace(text);
  return findCompletions(snapshot, cursor.file, cursor.offset).toSorted((a, b) => a.order - b.order);
}

const labelsAt = (text: string): readonly string[] => proposalsAt(text).map(({ label }) => label);

/** The file's text after the proposal with this label is taken. */
function accept(text: string, label: string): string {
  const { snapshot, cursor } = memoryWorkspace(text);
  const proposal = findCompletions(snapshot, cursor.file, cursor.offset).find((one) => one.label === label);
  if (proposal === undefined) throw new Error(`${label} is not offered`);
  const { replace, insert } = proposal;
  expect(cursor.file.rangeOf(replace.start, replace.end).start.line, 'an editor takes one line only').toBe(cursor.file.rangeOf(replace.start, replace.end).end.line);
  expect(replace.start <= cursor.offset && cursor.offset <= replace.end, 'the cursor lies in what is replaced').toBe(true);
  return cursor.file.text.slice(0, replace.start) + insert + cursor.file.text.slice(replace.end);
}

const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels:
    app: web
spec:
  replicas: 2
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: main
          image: registry.example/web:1.2.3
          args:
            - --verbose
          ports:
            - name: http
              containerPort: 9898
            - name: metrics
              containerPort: 9797
`;
const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\n  namespace: shop\nstringData:\n  password: hunter22\n';
/** A folder with a Deployment, its kustomize file ending in `tail`. */
const folder = (tail: string, prefix = ''): string => `//- apps/web.yaml\n${web}---\n${secret}//- apps/kustomization.yaml\n${prefix}resources:\n  - web.yaml\n${tail}`;

describe('a JSON patch', () => {
  const patch = (operation: string): string => folder(`patches:\n  - target:\n      kind: Deployment\n      name: web\n    patch: |\n${operation}`, 'namePrefix: dev-\n');

  test('offers the pointers that lead somewhere in the target, for what the operation can do', () => {
    const labels = labelsAt(patch('      - op: replace\n        path: $0\n'));
    expect(labels).toContain('/spec/template/spec/containers/0/image');
    expect(labels.slice(0, 3)).toContain('/spec/replicas');
    expect(labels).not.toContain('/spec/template/spec/containers/0/args/-');
    expect(labels).not.toContain('/stringData/password');
    expect(labelsAt(patch('      - op: add\n        path: $0\n'))).toContain('/spec/template/spec/containers/0/args/-');
  });

  test('begins with what the value that is written already can replace', () => {
    const asks = (value: string): readonly string[] => labelsAt(patch(`      - op: replace\n        path: $0\n        value:${value}\n`));
    expect(asks('\n          app: other')[0]).toBe('/metadata/labels');
    expect(asks('\n          containers: []')[0]).toBe('/spec/template/spec');
    expect(asks(' 3')[0]).toBe('/spec/replicas');
    expect(asks(' 3').indexOf('/metadata/labels')).toBeGreaterThan(asks(' 3').indexOf('/spec/template/spec/containers/0/image'));
  });

  test('goes on from what is typed, one step first', () => {
    expect(labelsAt(patch('      - op: replace\n        path: /spec/template/spec/containers/0/$0\n')).slice(0, 4).every((label) => /^\/spec\/template\/spec\/containers\/0\/[^/]+$/.test(label))).toBe(true);
    expect(accept(patch('      - op: replace\n        path: /spec/rep$0\n'), '/spec/replicas')).toContain('        path: /spec/replicas\n');
  });

  test('offers the value that stands there now, operations, and the fields that are missing', () => {
    expect(proposalsAt(patch('      - op: replace\n        path: /spec/replicas\n        value: $0\n')).map(({ label, detail }) => [label, detail])).toEqual([['2', 'now']]);
    expect(labelsAt(patch('      - op: $0\n')).slice(0, 3)).toEqual(['replace', 'add', 'remove']);
    expect(labelsAt(patch('      - op: replace\n        $0\n'))).toEqual(['path', 'value', 'from']);
  });

  test('never shows a value of a Secret', () => {
    const all = [...proposalsAt(folder('patches:\n  - target:\n      kind: Secret\n    patch: |\n      - op: replace\n        path: $0\n')), ...proposalsAt(folder('patches:\n  - target:\n      kind: Secret\n    patch: |\n      - op: replace\n        path: /stringData/password\n        value: $0\n'))];
    expect(all.map(({ label }) => label)).toContain('/stringData/password');
    expect(JSON.stringify(all.map(({ label, detail, documentation, insert }) => ({ label, detail, documentation, insert })))).not.toContain('hunter22');
  });

  test('in a file of its own knows the target of the entry that names it', () => {
    expect(labelsAt(`${folder('patches:\n  - path: patch.yaml\n    target:\n      kind: Deployment\n')}//- apps/patch.yaml\n- op: remove\n  path: $0\n`)).toContain('/spec/replicas');
  });

  test('of a Flux Kustomization meets what its folder builds', () => {
    const patches = '  patches:\n    - target:\n        kind: Deployment\n      patch: |\n        - op: replace\n          path: $0\n';
    expect(labelsAt(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', patches)}${folder('')}`)).toContain('/spec/replicas');
  });
});

describe('a merge patch', () => {
  const patch = (body: string): string => folder(`patches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n${body}`);

  test('offers the fields of the real target with what they hold', () => {
    const fields = proposalsAt(patch('      spec:\n        $0\n'));
    expect(fields.slice(0, 2).map(({ label, detail }) => [label, detail])).toEqual([['replicas', '2'], ['template', 'mapping']]);
    expect(labelsAt(patch('      spec:\n        replicas: 1\n        $0\n'))).not.toContain('replicas');
  });

  test('writes further lines at the columns of the outer file', () => {
    expect(accept(patch('      spec:\n        tem$0\n'), 'template')).toContain('      spec:\n        template:\n          \n');
    expect(accept(patch('      spec:\n        template:\n          spec:\n            con$0\n'), 'containers')).toContain('            containers:\n              - \n');
  });

  test('knows the item that is named, and its values', () => {
    expect(labelsAt(patch('      spec:\n        template:\n          spec:\n            containers:\n              - name: $0\n'))).toEqual(['main']);
    expect(labelsAt(patch('      spec:\n        template:\n          spec:\n            containers:\n              - name: main\n                image: $0\n'))).toEqual(['registry.example/web:1.2.3']);
  });

  test('offers names and kinds of the build in its head', () => {
    expect(labelsAt(folder('patches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: $0\n'))).toEqual(['web']);
    expect(labelsAt(folder('patches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: $0\n'))).toEqual(['Deployment', 'Secret']);
  });

  test('in a file of its own, and in a component', () => {
    expect(labelsAt(`${folder('patches:\n  - path: more.yaml\n')}//- apps/more.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  $0\n`)).toContain('replicas');
    const component = '//- parts/kustomization.yaml\napiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - target:\n      kind: Deployment\n      name: $0\n';
    expect(labelsAt(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}${folder('components:\n  - ../parts\n')}${component}`)).toEqual(['web']);
  });

  test('of a Flux object has the fields of its kind too', () => {
    const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: web\nspec:\n  interval: 1h\n  chartRef:\n    kind: OCIRepository\n    name: web\n';
    const labels = labelsAt(`//- apps/release.yaml\n${release}//- apps/kustomization.yaml\nresources:\n  - release.yaml\npatches:\n  - patch: |\n      apiVersion: helm.toolkit.fluxcd.io/v2\n      kind: HelmRelease\n      metadata:\n        name: web\n      spec:\n        $0\n`);
    expect(labels.slice(0, 2).sort()).toEqual(['chartRef', 'interval']);
    expect(labels).toContain('timeout');
  });
});

describe('names that a build knows', () => {
  test('targets of patches, by what stands beside', () => {
    expect(labelsAt(folder('patches:\n  - target:\n      kind: $0\n'))).toEqual(['Deployment', 'Secret']);
    expect(labelsAt(folder('patches:\n  - target:\n      kind: Deployment\n      name: $0\n', 'namePrefix: dev-\n'))).toEqual(['web']);
    expect(labelsAt(folder('patches:\n  - target:\n      labelSelector: $0\n'))).toEqual(['app=web']);
  });

  test('images and replicas, with what they are now', () => {
    expect(labelsAt(folder('images:\n  - name: $0\n'))).toEqual(['registry.example/web']);
    expect(labelsAt(folder('images:\n  - name: registry.example/web\n    newTag: $0\n'))).toEqual(['1.2.3']);
    expect(labelsAt(folder('replicas:\n  - name: $0\n'))).toEqual(['web']);
  });
});

describe('variables', () => {
  const cluster = (more: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', '  postBuild:\n    substitute:\n      HOST: example.org\n    substituteFrom:\n      - kind: ConfigMap\n        name: vars\n      - kind: Secret\n        name: keys\n')}---\n${configMap('vars', 'flux-system', { REGION: 'north' })}---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\n  namespace: flux-system\nstringData:\n  TOKEN: hunter22\n${more}`;

  test('come with value and origin, a Secret’s without its value', () => {
    const found = proposalsAt(cluster('//- apps/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: "https://${$0"\n'));
    expect(found.map(({ label, detail }) => [label, detail])).toEqual([['HOST', 'example.org'], ['REGION', 'north'], ['TOKEN', '•••']]);
    expect(JSON.stringify(found.map(({ documentation }) => documentation))).not.toContain('hunter22');
    expect(found[1]?.documentation).toContain('ConfigMap flux\\-system/vars');
  });

  test('close the brace where it is open', () => {
    const file = (text: string): string => cluster(`//- apps/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: ${text}\n`);
    expect(accept(file('x-${RE$0'), 'REGION')).toContain('a: x-${REGION}\n');
    expect(accept(file('x-${RE$0}'), 'REGION')).toContain('a: x-${REGION}\n');
    expect(accept(file('x-${RE$0:=y}'), 'REGION')).toContain('a: x-${REGION:=y}\n');
  });

  test('are none behind an escape and in other tools’ braces', () => {
    for (const text of ['$${$0', '${{ $0', '$$0']) expect(labelsAt(cluster(`//- apps/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: ${text}\n`))).toEqual([]);
  });
});

describe('what other objects have', () => {
  const cluster = (object: string, more = ''): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/web.yaml\n${web}---\n${configMap('settings', 'shop', { 'values.yaml': 'a: 1', other: 'x' })}---\n${secret}//- apps/object.yaml\n${object}${more}`;
  const canary = (body: string): string => `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n${body}`;

  test('ports of a Canary’s target, with their names where they can stand', () => {
    expect(labelsAt(cluster(canary('  service:\n    port: $0\n')))).toEqual(['9898', '9797']);
    expect(labelsAt(cluster(canary('  service:\n    targetPort: $0\n')))).toEqual(['http', '9898', 'metrics', '9797']);
    expect(labelsAt(cluster(canary('  service:\n    portName: $0\n')))).toEqual(['http', 'metrics']);
  });

  test('ports of the workload that a Service selects', () => {
    expect(labelsAt(cluster('apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: $0\n'))).toEqual(['http', '9898', 'metrics', '9797']);
  });

  test('keys of a ConfigMap or Secret', () => {
    const release = (tail: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  valuesFrom:\n${tail}`;
    expect(labelsAt(cluster(release('    - kind: ConfigMap\n      name: $0\n')))).toEqual(['settings']);
    expect(labelsAt(cluster(release('    - kind: ConfigMap\n      name: settings\n      valuesKey: $0\n')))).toEqual(['values.yaml', 'other']);
    const keys = proposalsAt(cluster(release('    - kind: Secret\n      name: token\n      valuesKey: $0\n')));
    expect(keys.map(({ label, documentation }) => [label, documentation])).toEqual([['password', '']]);
  });

  test('targets, in the Canary’s namespace only', () => {
    const elsewhere = '---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: far\n  namespace: other\n';
    expect(labelsAt(cluster(canary('').replace('    name: web\n', '    name: $0\n'), elsewhere))).toEqual(['web']);
  });

  test('what a Canary names: Ingress, Gateway, MetricTemplate and provider of alerts, with the namespace of those elsewhere', () => {
    const head = (apiVersion: string, kind: string, name: string, namespace: string): string => `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n`;
    const more = [head('networking.k8s.io/v1', 'Ingress', 'front', 'shop'), head('networking.k8s.io/v1', 'Ingress', 'far', 'other'), head('gateway.networking.k8s.io/v1', 'Gateway', 'edge', 'gateways'), head('flagger.app/v1beta1', 'MetricTemplate', 'errors', 'monitoring'), head('flagger.app/v1beta1', 'AlertProvider', 'chat', 'shop')].join('');
    const offered = (body: string): readonly (readonly [string, string | undefined])[] => proposalsAt(cluster(canary(body), more)).map(({ label, extra }) => [label, extra?.text]);
    expect(offered('  ingressRef:\n    apiVersion: networking.k8s.io/v1\n    kind: Ingress\n    name: $0\n')).toEqual([['front', undefined]]);
    expect(offered('  service:\n    port: 80\n    gatewayRefs:\n      - name: $0\n')).toEqual([['edge', '\n        namespace: gateways']]);
    expect(offered('  analysis:\n    metrics:\n      - name: errors\n        templateRef:\n          name: $0\n')).toEqual([['errors', '\n          namespace: monitoring']]);
    expect(offered('  analysis:\n    alerts:\n      - name: chat\n        providerRef:\n          name: $0\n')).toEqual([['chat', undefined]]);
  });

  test('the namespace of what an object names without one, first', () => {
    const release = (chart: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: x\n  namespace: $0\nspec:\n  chartRef:\n    kind: OCIRepository\n    name: ${chart}\n`;
    const charts = ['aa', 'bb', 'cc'].map((name) => `---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: chart-${name}\n  namespace: ns-${name}\n`).join('');
    for (const name of ['aa', 'bb', 'cc']) expect(labelsAt(cluster(release(`chart-${name}`), charts))[0]).toBe(`ns-${name}`);
  });

  test('what Flagger can measure by itself, and the templates there are, less what is checked already', () => {
    const template = 'apiVersion: flagger.app/v1beta1\nkind: MetricTemplate\nmetadata:\n  name: error-rate\n  namespace: flagger\nspec:\n  provider:\n    type: prometheus\n  query: up\n';
    const canary = (name: string): string => `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  analysis:\n    metrics:\n      - name: ${name}\n      - name: request-duration\n    webhooks:\n      - name: load\n        type: WEBHOOK\n`;
    const at = (text: string): readonly string[] => labelsAt(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/a.yaml\n${template}//- apps/canary.yaml\n${text}`);
    expect(at(canary('$0'))).toEqual(['request-success-rate', 'error-rate']);
    expect(at(canary('x').replace('WEBHOOK', '$0'))).not.toContain('""');
  });
  test('namespaces that are used or declared', () => {
    expect(labelsAt(cluster('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  namespace: $0\n', '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: fresh\n'))).toEqual(['fresh', 'shop', 'flux-system']);
  });

  test('objects that the Flux Kustomization applies, for its health checks, with what else is to be written', () => {
    const text = `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', '  healthChecks:\n    - name: $0\n')}//- apps/web.yaml\n${web}`;
    const found = proposalsAt(text).find(({ label }) => label === 'web');
    expect(found?.extra?.text).toBe('\n      apiVersion: apps/v1\n      kind: Deployment\n      namespace: shop');
  });
});

describe('a chart in the workspace', () => {
  const release = (tail: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n  chart:\n    spec:\n      chart: ${tail}`;
  const source = '      sourceRef:\n        kind: GitRepository\n        name: flux-system\n';
  const workspace = (tail: string): string => `${bootstrap('clusters/a')}//- charts/shop/Chart.yaml\nname: shop\nversion: 1.0.0\ndescription: A shop\n//- charts/shop/values.yaml\nreplicas: 3\nimage:\n  tag: "1.0"\n  pull: true\nhosts:\n  - a\n//- clusters/a/release.yaml\n${release(tail)}`;

  test('is offered by its folder', () => {
    expect(labelsAt(workspace(`$0\n${source}`))).toEqual(['./charts/shop']);
  });

  test('gives the keys of its values, and their defaults', () => {
    expect(proposalsAt(workspace(`./charts/shop\n${source}  values:\n    $0\n`)).map(({ label, detail }) => [label, detail])).toEqual([['replicas', '3'], ['image', 'mapping'], ['hosts', 'list of 1']]);
    expect(labelsAt(workspace(`./charts/shop\n${source}  values:\n    image:\n      tag: x\n      $0\n`))).toEqual(['pull']);
    expect(labelsAt(workspace(`./charts/shop\n${source}  values:\n    image:\n      pull: $0\n`))).toEqual(['true', 'false']);
  });
});

describe('a chart in a second repository', () => {
  const release = (tail: string): string => `${bootstrap('clusters/a')}//- clusters/a/release.yaml\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: charts\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://git.example/charts\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n  chart:\n    spec:\n      sourceRef:\n        kind: GitRepository\n        name: charts\n      chart: ${tail}\n//- [charts] shop/Chart.yaml\nname: shop\nversion: 1.0.0\n//- [charts] shop/values.yaml\nreplicas: 3\n`;
  const labels = (tail: string, remote: string): readonly string[] => {
    const { snapshot, cursor } = memoryWorkspace(release(tail), { charts: { remotes: [remote] } });
    return findCompletions(snapshot, cursor.file, cursor.offset).map(({ label }) => label);
  };

  test('that no Flux Kustomization builds from is found by its address', () => {
    expect(labels('$0', 'git@git.example:charts.git')).toEqual(['./shop']);
    expect(labels('./shop\n  values:\n    $0', 'git@git.example:charts.git')).toEqual(['replicas']);
    expect(labels('$0', 'https://git.example/another')).toEqual([]);
  });
});

describe('values of a chart in a ConfigMap', () => {
  const generated = (suffix: string, values = 'rep$0\n'): string => `${bootstrap('clusters/a')}//- charts/shop/Chart.yaml\nname: shop\nversion: 1.0.0\n//- charts/shop/values.yaml\n# How many pods serve.\nreplicas: 3\nimage: {tag: a}\n//- clusters/a/shop.yaml\n${fluxKustomization('shop', './shop', '  postBuild:\n    substitute:\n      tag: b\n')}//- shop/kustomization.yaml\nnamespace: flux-system\nresources: [release.yaml]\ngeneratorOptions:\n  disableNameSuffixHash: true\nconfigMapGenerator:\n  - name: shop${suffix}\n    files: [values.yaml]\n//- shop/release.yaml\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\nspec:\n  chart:\n    spec:\n      chart: ./charts/shop\n      sourceRef:\n        kind: GitRepository\n        name: flux-system\n  valuesFrom:\n    - kind: ConfigMap\n      name: shop\n//- shop/values.yaml\n${values}`;

  test('in a file that a generator makes the ConfigMap of', () => {
    expect(labelsAt(generated(''))).toEqual(['replicas', 'image']);
    expect(labelsAt(generated('-other'))).not.toContain('replicas');
  });

  test('are explained and coloured in such a file too', () => {
    const hover = (suffix: string, values: string): string => {
      const { snapshot, cursor } = memoryWorkspace(generated(suffix, values));
      return findHover(snapshot, cursor.file, cursor.offset)?.markdown ?? '';
    };
    expect(hover('', 'repl$0icas: 1\n')).toMatch(/How many pods serve.*\n\nby default `3`: /);
    expect(hover('', 'image:\n  t$0ag: x\n')).toMatch(/by default `a`: /);
    expect(hover('-other', 'repl$0icas: 1\n')).toBe('');
    const colours = (suffix: string): readonly string[] => {
      const { snapshot, cursor: { file } } = memoryWorkspace(generated(suffix, '$0image:\n  tag: ${tag}\nmore: |\n  apiVersion: v1\n  kind: Secret\n'));
      return findSemanticTokens(snapshot, { file, start: 0, end: file.text.length }).map(({ start, end, type }) => `${file.text.slice(start, end)} ${type}`);
    };
    expect(colours('')).toEqual(['tag fluxVariable', 'apiVersion fluxKey', ': fluxPunctuation', 'v1 fluxString', 'kind fluxKey', ': fluxPunctuation', 'Secret fluxString']);
    expect(colours('-other')).toEqual(['tag fluxVariable']);
  });

  const config = (text: string, valuesKey = 'values'): string => `${bootstrap('clusters/a')}//- charts/shop/Chart.yaml\nname: shop\nversion: 1.0.0\n//- charts/shop/values.yaml\n# -- How many pods serve.\nreplicas: 3\nimage:\n  tag: "1.0" # of the shop\n  pull: true\n//- clusters/a/release.yaml\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n  chart:\n    spec:\n      chart: ./charts/shop\n      sourceRef:\n        kind: GitRepository\n        name: flux-system\n  valuesFrom:\n    - kind: ConfigMap\n      name: shop\n      valuesKey: ${valuesKey}\n//- clusters/a/values.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  namespace: flux-system\ndata:\n  values: |\n${text}`;

  test('are completed and explained as in the release itself, at the columns of the block', () => {
    expect(proposalsAt(config('    $0\n')).map(({ label, detail }) => [label, detail])).toEqual([['replicas', '3'], ['image', 'mapping']]);
    expect(labelsAt(config('    image:\n      tag: x\n      $0\n'))).toEqual(['pull']);
    expect(accept(config('    im$0\n'), 'image')).toContain('    image:\n      \n');
    expect(proposalsAt(config('    rep$0\n'))[0]?.documentation).toContain('How many pods serve');
    const hover = (text: string): string => {
      const { snapshot, cursor } = memoryWorkspace(text);
      return findHover(snapshot, cursor.file, cursor.offset)?.markdown ?? '';
    };
    expect(hover(config('    repl$0icas: 1\n'))).toMatch(/How many pods serve.*\n\nby default `3`: /);
    expect(hover(config('    image:\n      t$0ag: x\n'))).toMatch(/of the shop\n\nby default `1.0`: /);
    expect(hover(config('    repl$0icas: 1\n', 'other'))).toBe('');
  });

  test('are none of a block that no release takes', () => {
    expect(labelsAt(config('    $0\n', 'other'))).toEqual([]);
  });
});

describe('the place of a value', () => {
  const file = (line: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps').replace('    name: flux-system', line)}`;

  test('may be right behind the colon, in quotes, behind an anchor, and before a comment', () => {
    expect(accept(file('    name:$0'), 'flux-system')).toContain('    name: flux-system\n');
    expect(accept(file('    name: "fl$0"'), 'flux-system')).toContain('    name: "flux-system"\n');
    expect(accept(file('    name: &source $0'), 'flux-system')).toContain('    name: &source flux-system\n');
    expect(accept(file('    name: $0   # why'), 'flux-system')).toContain('    name: flux-system   # why\n');
  });

  test('in quotes is compared with its quote, as the editor does', () => {
    expect(proposalsAt(file('    name: "fl$0"')).find(({ label }) => label === 'flux-system')?.filter).toBe('"flux-system');
  });
});

describe('a file that is being written', () => {
  const other = (name: string): string => fluxKustomization(name, './apps');
  const at = (above: string, own: string, below = ''): readonly string[] => labelsAt(`${bootstrap('clusters/a')}//- apps/web.yaml\n${web}//- clusters/a/all.yaml\n${above}${other('certs')}---\n${fluxKustomization('apps', './apps', `  dependsOn:\n    - name: ce$0\n${own}`)}${below}`);
  test.each<readonly [string, string, string]>([
    ['', '', ''],
    ['metadata:\n  name: "half\n  labels\n---\n', '', ''],
    ['metadata:\n  name: half\n  labels\n---\n', '', ''],
    ['', '  half\n', ''],
    ['', '  timeout: "5\n  wait: true\n', ''],
    ['', '  patches: [\n', ''],
    ['', '', '---\nspec:\n\tpath: [a, {b\n'],
  ])('offers the objects beside it: %j %j %j', (above, own, below) => {
    expect(at(above, own, below)).toEqual(['certs', 'flux-system']);
  });
  test('takes the namespace of a reference through its alias', () => {
    const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: shop\nspec:\n  interval: 1h\n  chartRef:\n    kind: OCIRepository\n    name: shop\n';
    const checks = '  targetNamespace: &namespace shop\n  healthChecks:\n    - apiVersion: helm.toolkit.fluxcd.io/v2\n      kind: HelmRelease\n      name: $0\n      namespace: *namespace\n';
    expect(labelsAt(`${bootstrap('clusters/a')}//- apps/release.yaml\n${release}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', checks)}`)).toContain('shop');
  });
});

describe('the head of an object', () => {
  test('offers the kinds of its group, and the versions of its kind', () => {
    expect(labelsAt('//- a.yaml\napiVersion: flagger.app/v1beta1\nkind: $0\n')).toEqual(['Canary', 'MetricTemplate', 'AlertProvider']);
    expect(labelsAt('//- a.yaml\napiVersion: $0\nkind: HelmRelease\n')[0]).toBe('helm.toolkit.fluxcd.io/v2');
    expect(labelsAt('//- a/kustomization.yaml\napiVersion: $0\nkind: Component\n')).toEqual(['kustomize.config.k8s.io/v1alpha1']);
  });

  test('offers what the clusters get already', () => {
    expect(labelsAt(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/web.yaml\n${web}//- apps/new.yaml\napiVersion: apps/v1\nkind: $0\n`)).toEqual(['Deployment']);
  });
});
