/** Which of many names and files stands first: what the object's own files speak of, what goes with its list, how such files are called. */
import { describe, expect, test } from 'vitest';
import { findCompletions } from '../../../server/src/features/completion/completion.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function labelsAt(text: string): readonly string[] {
  const { snapshot, cursor } = memoryWorkspace(text);
  return findCompletions(snapshot, cursor.file, cursor.offset).toSorted((a, b) => a.order - b.order).map(({ label }) => label);
}

const settings = (name: string, data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  text: ${data}\n`;

/** A cluster of Kustomizations, each with a folder that holds one ConfigMap. */
function cluster(name: string, apps: readonly { readonly name: string; readonly waitsFor?: readonly string[]; readonly data?: string }[]): string {
  return bootstrap(`clusters/${name}`) + apps.map((app) => `//- clusters/${name}/${app.name}.yaml\n${fluxKustomization(app.name, `./apps/${app.name}`, app.waitsFor === undefined ? '' : `  dependsOn:\n${app.waitsFor.map((other) => `    - name: ${other}\n`).join('')}`)}//- apps/${app.name}/settings.yaml\n${settings(app.name, app.data ?? 'none')}`).join('');
}

describe('dependsOn begins with', () => {
  const plain = ['alpha', 'beta', 'gamma', 'omega'].map((name) => ({ name }));

  test('what the files of the object speak of', () => {
    expect(labelsAt(cluster('a', [...plain, { name: 'shop', waitsFor: ['$0'], data: 'http://omega.svc:80' }]))[0]).toBe('omega');
  });
  test('the same, written as one word as groups of APIs are; a comment does not count', () => {
    const apps = [...plain, { name: 'zeta-store' }];
    expect(labelsAt(cluster('a', [...apps, { name: 'shop', waitsFor: ['$0'], data: 'v1.zetastore.example.org' }]))[0]).toBe('zeta-store');
    expect(labelsAt(cluster('a', [...apps, { name: 'shop', waitsFor: ['$0'], data: 'none # zeta-store' }]))[0]).toBe('alpha');
  });
  test('the same where there are many to choose from', () => {
    const apps = [...Array.from({ length: 40 }, (_, index) => ({ name: `app-${index}` })), ...plain, { name: 'zeta-store' }];
    for (const [data, name] of [['http://omega.svc:80', 'omega'], ['OMEGA_HOST', 'omega'], ['v1.zetastore.example.org', 'zeta-store'], ['the zeta-store--', 'zeta-store'], ['my-omega omega-2 # omega', 'alpha']]) {
      expect(labelsAt(cluster('a', [...apps, { name: 'shop', waitsFor: ['$0'], data }]))[0], data).toBe(name);
    }
  });
  test('not with what everybody speaks of', () => {
    const apps = plain.map((app) => ({ ...app, data: 'omega.example.org/restart' }));
    expect(labelsAt(cluster('a', [...apps, { name: 'shop', waitsFor: ['$0'], data: 'omega.example.org/restart' }]))[0]).toBe('alpha');
  });
  test('what is a word by itself, in a line without a comment', () => {
    const first = (data: string): string | undefined => labelsAt(cluster('a', [...plain, { name: 'shop', waitsFor: ['$0'], data }]))[0];
    for (const data of ['OMEGA_HOST', 'x # omega\n  b: omega', 'omegas omega', 'a-omega/omega']) expect(first(data), data).toBe('omega');
    for (const data of ['omegas', 'my-omega', 'omega-2', 'omega--x', 'x # omega omega']) expect(first(data), data).toBe('alpha');
  });
  test('what they speak of by the parts of its name, though not by parts that many have', () => {
    const drivers = ['cpu-one-driver', 'disk-one-driver', 'gpu-dra-driver'].map((name) => ({ name }));
    const first = (data: string): string | undefined => labelsAt(cluster('a', [...plain, ...drivers, { name: 'shop', waitsFor: ['$0'], data }]))[0];
    expect(first('class gpu.example.com with dra')).toBe('gpu-dra-driver');
    expect(first('driver of one')).not.toBe('gpu-dra-driver');
    expect(first('none # gpu dra')).toBe('alpha');
  });
  test('nothing that only a long file speaks of', () => {
    const first = (length: number): string | undefined => labelsAt(cluster('a', [...plain, { name: 'shop', waitsFor: ['$0'], data: `${'x'.repeat(length)} omega` }]))[0];
    expect(first(90_000)).toBe('omega');
    expect(first(110_000)).toBe('alpha');
  });
  test('what resembles the dependencies that are listed', () => {
    expect(labelsAt(cluster('a', [...plain, { name: 'sonar-main' }, { name: 'sonar-test' }, { name: 'shop', waitsFor: ['sonar-main', '$0'] }]))[0]).toBe('sonar-test');
  });
  test('what others wait for that wait for the same', () => {
    const others = [{ name: 'one', waitsFor: ['beta', 'omega'] }, { name: 'two', waitsFor: ['alpha', 'gamma'] }];
    expect(labelsAt(cluster('a', [...plain, ...others, { name: 'shop', waitsFor: ['beta', '$0'] }]))[0]).toBe('omega');
  });
  test('what the object of that name waits for in another cluster', () => {
    const other = cluster('b', [...plain, { name: 'shop', waitsFor: ['gamma'] }]);
    expect(labelsAt(cluster('a', [...plain, { name: 'shop', waitsFor: ['$0'] }]) + other)[0]).toBe('gamma');
  });
  test('the host of an address, though everybody speaks of it', () => {
    const apps = plain.map((app) => ({ ...app, data: 'omega' }));
    const first = (data: string): string | undefined => labelsAt(cluster('a', [...apps, { name: 'shop', waitsFor: ['$0'], data }]))[0];
    for (const data of ['http://omega:80', 'tcp://omega.default', 'http://omega.default.svc.cluster.local/x']) expect(first(data), data).toBe('omega');
    for (const data of ['https://omega.example.org', 'http://omega-2:80']) expect(first(data), data).toBe('alpha');
  });
  test('what others wait for whose names have a word in common with its own', () => {
    const others = [{ name: 'user-db', waitsFor: ['omega'] }, { name: 'cart-db', waitsFor: ['omega'] }, ...['q', 'r', 's'].map((name) => ({ name: `${name}-web`, waitsFor: ['beta'] }))];
    const first = (name: string): string | undefined => labelsAt(cluster('a', [...plain, ...others, { name, waitsFor: ['$0'] }]))[0];
    expect(first('shop-db')).toBe('omega');
    expect(first('shop-web')).toBe('beta');
  });
  test('who applies an object that its files use, unless others do too', () => {
    const first = (data: string, others: string): string | undefined => {
      const apps = plain.map((app) => ({ ...app, data: others }));
      return labelsAt(`${cluster('a', [...apps, { name: 'zeta' }, { name: 'shop', waitsFor: ['$0'], data }])}//- apps/zeta/role.yaml\n${settings('read-all', 'x')}`)[0];
    };
    expect(first('read-all', 'none')).toBe('zeta');
    expect(first('x # read-all', 'none')).toBe('alpha');
    expect(first('read-all', 'read-all')).toBe('alpha');
  });
  test('the step before, where names are numbered', () => {
    const steps = ['00-start', '01-crds', '02-mesh', '03-apps'].map((name) => ({ name }));
    expect(labelsAt(cluster('a', [...plain, ...steps, { name: '04-shop', waitsFor: ['$0'] }]))[0]).toBe('03-apps');
    expect(labelsAt(cluster('a', [...plain, ...steps, { name: '02-shop', waitsFor: ['$0'] }]))[0]).toBe('01-crds');
  });
  test('the last of some steps, not the first, for which only the others wait', () => {
    const steps = [{ name: 'mesh' }, { name: 'mesh-config', waitsFor: ['mesh'] }];
    const labels = labelsAt(cluster('a', [...plain, ...steps, { name: 'shop', waitsFor: ['$0'] }]));
    expect(labels.indexOf('mesh-config')).toBeLessThan(labels.indexOf('mesh'));
  });
});

test('a source begins with the one of which each namespace has a copy', () => {
  const app = (namespace: string, chart: string): string => `//- apps/${namespace}/a.yaml\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: a\n  namespace: ${namespace}\nspec:\n  chartRef:\n    kind: OCIRepository\n    name: ${chart}\n`;
  const source = (namespace: string, name: string): string => `//- apps/${namespace}/charts/${name}.yaml\napiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n`;
  const first = (used: string): string | undefined => labelsAt(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}${['n', 'o', 'p'].map((name) => app(name, used) + source(name, used)).join('')}${source('q', 'alpha')}${source('q', 'template')}${app('q', '$0')}`)[0];
  expect(first('template')).toBe('template');
  expect(first('other')).toBe('alpha');
});

test('a source begins with one that nobody uses, where each has one user', () => {
  const app = (name: string, repository: string): string => `//- apps/${name}/app.yaml\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ${name.replace('/', '-')}\n  namespace: n\nspec:\n  chart:\n    spec:\n      chart: x\n      sourceRef:\n        kind: HelmRepository\n        name: ${repository}\n`;
  const repositories = ['aa', 'bb', 'cc', 'dd', 'zz'].map((name) => `//- charts/${name}.yaml\napiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: ${name}\n  namespace: n\n`).join('');
  const first = (used: readonly string[]): string | undefined => labelsAt(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}//- clusters/a/charts.yaml\n${fluxKustomization('charts', './charts')}${repositories}${used.map((name, index) => app(`far/app-${index}`, name)).join('')}${app('more', '$0')}`)[0];
  expect(first(['aa', 'bb', 'cc', 'dd'])).toBe('zz');
  expect(first(['aa', 'aa', 'bb', 'bb', 'cc', 'dd'])).toBe('aa');
});

test('a patch’s target begins with the object that the patch speaks of', () => {
  const patch = (text: string): string => `//- own/kustomization.yaml\nresources:\n${['a', 'b', 'z'].map((name) => `  - ${name}.yaml\n`).join('')}patches:\n  - patch: |\n      kind: ConfigMap\n      metadata:\n        name: not-used\n      data:\n        text: ${text}\n    target:\n      kind: ConfigMap\n      name: $0\n${['a', 'b', 'z'].map((name) => `//- own/${name}.yaml\n${settings(`app-${name}`, 'x')}`).join('')}`;
  const first = (text: string): string | undefined => labelsAt(`${bootstrap('clusters/a')}//- clusters/a/own.yaml\n${fluxKustomization('own', './own')}${patch(text)}`)[0];
  expect(first('none')).toBe('app-a');
  expect(first('http://app-z')).toBe('app-z');
});

describe('files of a generator begin with', () => {
  const files = (list: string, more: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './app')}//- app/kustomization.yaml\nresources:\n  - web.yaml\nconfigMapGenerator:\n  - name: app\n    files:\n${list}//- app/web.yaml\n${settings('web', 'x')}//- app/README.md\nRead me\n//- app/ks.yaml\n${settings('ks', 'x')}${more}`;
  const assets = ['a', 'b', 'c', 'd', 'e'].map((name) => `//- app/assets/${name}.yaml\na: 1\n`).join('');

  test('those beside the ones that are listed, and end with manifests and what people read', () => {
    const labels = labelsAt(files('      - config/one.yaml\n      - $0\n', `${assets}//- app/config/one.yaml\na: 1\n//- app/config/two.yaml\na: 1\n`));
    expect(labels[0]).toBe('config/two.yaml');
    expect(labels.slice(-2).toSorted()).toEqual(['README.md', 'ks.yaml']);
  });
  test('the one that is called as the key', () => {
    expect(labelsAt(files('      - feeds.yaml=$0\n', `${assets}//- app/config/feeds.yaml\na: 1\n//- app/config/aa.yaml\na: 1\n`))[0]).toBe('feeds.yaml=config/feeds.yaml');
  });
  test('the one that other generators call so', () => {
    const others = ['x', 'y', 'z'].map((name) => `//- clusters/a/${name}.yaml\n${fluxKustomization(name, `./${name}`)}//- ${name}/kustomization.yaml\nconfigMapGenerator:\n  - name: ${name}\n    files:\n      - values.yaml\n//- ${name}/values.yaml\na: 1\n`).join('');
    expect(labelsAt(files('      - $0\n', `//- app/aa.yaml\na: 1\n//- app/values.yaml\na: 1\n${others}`))[0]).toBe('values.yaml');
  });
});

test('resources do not prefer a file because one other folder lists it already', () => {
  const other = `//- clusters/a/other.yaml\n${fluxKustomization('other', './other')}//- other/kustomization.yaml\nresources:\n  - ../own/z.yaml\n`;
  const files = ['a', 'z'].map((name) => `//- own/${name}.yaml\n${settings(name, 'x')}`).join('');
  const own = `//- clusters/a/own.yaml\n${fluxKustomization('own', './own')}//- own/kustomization.yaml\nresources:\n  - $0\n`;
  expect(labelsAt(bootstrap('clusters/a') + other + own + files)[0]).toBe('a.yaml');
});

describe('resources begin with', () => {
  const resources = (list: string, files: readonly string[], more = ''): readonly string[] => {
    const manifests = files.map((name) => `//- own/${name}\n${settings('x', 'x')}`).join('');
    return labelsAt(`${bootstrap('clusters/a')}//- clusters/a/own.yaml\n${fluxKustomization('own', './own')}//- own/kustomization.yaml\nresources:\n${list}${manifests}${more}`);
  };

  test('no file that is commented out', () => {
    const list = (line: string): string => `  ${line}\n  - b.yaml\n  - $0\n`;
    const files = ['a.yaml', 'b.yaml', 'c.yaml'];
    expect(resources(list('# - c.yaml'), files)).toEqual(['a.yaml', 'c.yaml']);
    expect(resources(list('# - a.yaml'), files)).toEqual(['c.yaml', 'a.yaml']);
    expect(resources(list('- a.yaml'), files)).toEqual(['c.yaml']);
  });
  test('what keeps their order, as texts or folder by folder', () => {
    const list = ['cert', 'dex-auth', 'echo', 'envoy'].map((name) => `  - ${name}/ks.yaml\n`);
    const files = ['aa', 'cert', 'dex', 'dex-auth', 'echo', 'envoy', 'zz'].map((name) => `${name}/ks.yaml`);
    expect(resources(list.toSpliced(1, 0, '  - $0\n').join(''), files)[0]).toBe('dex/ks.yaml');
    expect(resources(list.toSpliced(2, 0, '  - $0\n').join(''), files)[0]).toBe('dex/ks.yaml');
  });
  test('a file that other folders list under that name', () => {
    const others = ['x', 'y'].map((name) => `//- clusters/a/${name}.yaml\n${fluxKustomization(name, `./${name}`)}//- ${name}/kustomization.yaml\nresources:\n  - ns.yaml\n//- ${name}/ns.yaml\n${settings(name, 'x')}`).join('');
    expect(resources('  - $0\n', ['a.yaml', 'ns.yaml'])[0]).toBe('a.yaml');
    expect(resources('  - $0\n', ['a.yaml', 'ns.yaml'], others)[0]).toBe('ns.yaml');
  });
});

test('a replacement offers the file that others share, wherever it lies', () => {
  const sharing = (name: string, path: string): string => `//- clusters/a/${name}.yaml\n${fluxKustomization(name, `./apps/${name}`)}//- apps/${name}/kustomization.yaml\nresources:\n  - web.yaml\nreplacements:\n  - path: ${path}\n//- apps/${name}/web.yaml\n${settings(name, 'x')}`;
  const shared = '//- shared/names.yaml\n- source:\n    kind: ConfigMap\n  targets: []\n';
  expect(labelsAt(bootstrap('clusters/a') + sharing('one', '../../shared/names.yaml') + sharing('two', '$0') + shared)).toContain('../../shared/names.yaml');
});

test('a namespace begins with the one that the object writes in its references', () => {
  const others = ['aa', 'bb', 'cc'].map((name) => `//- apps/${name}/ns.yaml\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n---\n${['p', 'q', 'r', 's'].map((own) => settings(own, 'y').replace(`name: ${own}`, `name: ${own}\n  namespace: ${name}`)).join('---\n')}`).join('');
  const own = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: more\n  namespace: $0\nspec:\n  path: ./more\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n    namespace: flux-system\n';
  expect(labelsAt(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}${others}//- m/x/more.yaml\n${own}`)[0]).toBe('flux-system');
});

test('resources do not begin with a part of another folder, though it is called as their own', () => {
  const listing = (folder: string, entry: string): string => `//- ${folder}/kustomization.yaml\nresources:\n  - ${entry}\n`;
  const other = `${listing('b', 'infra')}${listing('b/infra', 'zone.yaml')}//- b/infra/zone.yaml\n${settings('zone', 'x')}`;
  const own = `//- clusters/a/own.yaml\n${fluxKustomization('own', './a')}${listing('a', 'infra')}${listing('a/infra', '$0')}//- a/infra/web.yaml\n${settings('web', 'x')}`;
  expect(labelsAt(`${bootstrap('clusters/a')}${own}${other}`)[0]).toBe('web.yaml');
  expect(labelsAt(`${bootstrap('clusters/a')}${own}${other}${listing('c', '../b/infra')}`)[0]).toBe('../../b/infra');
});

test('the path of what flux bootstrap wrote begins with the folder in which it made its own', () => {
  const others = ['a', 'c'].map((name) => `${bootstrap(`clusters/${name}`)}//- clusters/${name}/apps.yaml\n${fluxKustomization('apps', './apps')}`).join('');
  expect(labelsAt(`${others}${bootstrap('clusters/b').replace('path: ./clusters/b', 'path: $0')}//- clusters/b/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/a.yaml\n${settings('a', 'x')}`)[0]).toBe('./clusters/b');
});

describe('variables begin with', () => {
  const names = ['AAA', 'BBB', 'HOST_NAME', 'IP_HA', 'IP_SHOP', 'IP_USER', 'IP_WIKI', 'MAIL_HOST', 'MAIL_PORT', 'ZONE'];
  const values = (lines: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n${lines}`;
  const at = (line: string, others = '', own = ''): readonly string[] =>
    labelsAt(`${bootstrap('clusters/a')}//- clusters/a/vars.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: vars\n  namespace: flux-system\ndata:\n${names.map((name) => `  ${name}: x\n`).join('')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', `  postBuild:\n${own}    substituteFrom:\n      - kind: ConfigMap\n        name: vars\n`)}//- apps/x.yaml\n${values(`  ${line}\n`)}//- apps/y.yaml\n${values(others).replace('name: x', 'name: y')}`);

  test('the one that is called as the field', () => {
    expect(at('hostName: ${$0}')[0]).toBe('HOST_NAME');
  });
  test('the one that stands at that field elsewhere, and behind that text', () => {
    expect(at('region: ${$0}', '  region: ${ZONE}\n  more: ${BBB}\n')[0]).toBe('ZONE');
    expect(at('other: https://db.${$0}', '  region: https://db.${ZONE}\n  more: x.${AAA}\n')[0]).toBe('ZONE');
  });
  test('the one that stands at that field, also on a line that is a whole file of JSON', () => {
    const pairs = Array.from({ length: 60_000 }, (_, index) => `"key-${index}": "x"`).join(', ');
    expect(at('region: ${$0}', `  all: |\n    {${pairs}, "region": "\${ZONE}", ${pairs}, "more": "\${BBB}"}\n`)[0]).toBe('ZONE');
  });
  test('the one that tells more of what stands around: the keys above, the line above', () => {
    expect(at('mail:\n    host: ${$0}')[0]).toBe('MAIL_HOST');
    expect(at('mailer: x\n  PORT: ${$0}')[0]).toBe('MAIL_PORT');
    expect(at('--mailhost=${$0}')[0]).toBe('MAIL_HOST');
  });
  test('the one that follows the same variable elsewhere', () => {
    const zoneIsFirst = (before: string): boolean => {
      const labels = at(`one: \${${before}}\n  two: \${$0}`, '  x: ${AAA}\n  y: ${ZONE}\n  z: ${BBB}\n');
      return labels.indexOf('ZONE') < labels.indexOf('BBB');
    };
    expect([zoneIsFirst('AAA'), zoneIsFirst('MAIL_HOST')]).toEqual([true, false]);
  });
  test('the one that stands in such a list elsewhere', () => {
    expect(at('hosts:\n    - ${$0}', '  x: ${BBB}\n  hosts:\n    - ${ZONE}\n')[0]).toBe('ZONE');
  });
  test('one of a family of which each app has its own: the one that is called as the app, and none that another has', () => {
    const others = '  x: ${IP_USER}\n//- apps/home-assistant/a.yaml\na: 1\n' + ['WIKI', 'SHOP'].map((name) => `//- apps/${name}.yaml\n${values(`  address: \${IP_${name}}\n`).replace('name: x', `name: ${name.toLowerCase()}`)}`).join('');
    const labels = at('address: ${$0}', others.replace('x: ', 'address: '));
    expect(labels[0]).toBe('IP_HA');
  });
  test('the one that has no place yet, where each of those that end alike has one', () => {
    const set = `    substitute:\n${['ALPHA', 'BETA', 'GAMMA', 'OMEGA'].map((name) => `      ${name}_TAG: x\n`).join('')}`;
    const tags = (names: readonly string[]): string => names.map((name) => `  ${name.toLowerCase()}:\n    tag: \${${name}_TAG}\n`).join('');
    expect(at(`some:\n    tag: \${$0}\n${tags(['ALPHA', 'BETA', 'GAMMA'])}`, '', set)[0]).toBe('OMEGA_TAG');
    expect(at(`some:\n    tag: \${$0}\n${tags(['ALPHA', 'BETA'])}`, '', set)[0]).toBe('ALPHA_TAG');
  });
  test('no variable that its word has already', () => {
    const others = '  y: ${ZONE}/q\n';
    expect(at('x: q.${$0}', others)[0]).toBe('ZONE');
    expect(at('x: ${ZONE}.${$0}', others)[0]).not.toBe('ZONE');
  });
  test('what is set for the object alone', () => {
    expect(at('some: ${$0}', '', '    substitute:\n      OWN: x\n')[0]).toBe('OWN');
  });
});
