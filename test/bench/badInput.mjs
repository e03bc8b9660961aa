// Repositories that are wrong or hostile, each with the line of the answer that is right (or that it builds).

/**
 * @typedef {object} BadInput
 * @property {string} name What is wrong.
 * @property {Readonly<Record<string, string | Uint8Array>>} files Contents by path; the root to build is the folder `top`.
 * @property {Readonly<Record<string, string>>} [links] Targets of symbolic links by path.
 * @property {string} wanted `ok`, or `code file:line` of the error, lines from 1.
 * @property {boolean} [flux] Whether `ks.yaml` is built instead, by its name `bad`.
 */

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: nginx:1\n';
const configMap = (name = 'conf', data = '{k: v}') => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${data}\n`;
const patched = (patch, target = '{kind: Deployment}') => ({ 'top/kustomization.yaml': `resources: [a.yaml]\npatches:\n- target: ${target}\n  patch: |\n    ${patch}\n`, 'top/a.yaml': deployment });
const one = (kustomization, files = {}) => ({ 'top/kustomization.yaml': kustomization, 'top/a.yaml': configMap(), ...files });
const times = (count, make) => Array.from({ length: count }, (_, index) => make(index)).join('');
const evil = '(a+)+$';
const flux = (substitute, text) => ({
  'ks.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: bad, namespace: flux-system}\nspec:\n  path: ./top\n  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild:\n    substitute: ${substitute}\n`,
  'top/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata:\n  k: ${text}\n`,
});
const bomb = (levels, wide, of) => times(levels, (level) => `a${level + 1}: &a${level + 1} ${of(Array.from({ length: wide }, () => `*a${level}`).join(', '))}\n`);

/** @type {readonly BadInput[]} */
export const badInputs = [
  { name: 'two folders that include each other', files: { 'top/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources:\n- ../top\n' }, wanted: 'cycle b/kustomization.yaml:2' },
  { name: 'a folder that includes its parent', files: { 'top/kustomization.yaml': 'resources:\n- base\n', 'top/base/kustomization.yaml': 'resources:\n- ..\n' }, wanted: 'cycle top/base/kustomization.yaml:2' },
  { name: 'components that include each other', files: { 'top/kustomization.yaml': 'components: [../b]\n', 'b/kustomization.yaml': 'kind: Component\ncomponents:\n- ../c\n', 'c/kustomization.yaml': 'kind: Component\ncomponents:\n- ../b\n' }, wanted: 'cycle c/kustomization.yaml:3' },
  { name: 'a symbolic link to itself', files: one('resources:\n- a.yaml\n- loop\n'), links: { 'top/loop': 'loop' }, wanted: 'resource-missing top/kustomization.yaml:3' },
  { name: 'a symbolic link to its parent', files: one('resources:\n- a.yaml\n- up/up/up/a.yaml\n'), links: { 'top/up': '.' }, wanted: 'id-conflict top/kustomization.yaml:3' },
  { name: 'a manifest of 6 MB', files: one('resources:\n- large.yaml\n- nope.yaml\n', { 'top/large.yaml': configMap('large', `\n${times(60_000, (index) => `  key${index}: ${'x'.repeat(90)}\n`)}`) }), wanted: 'resource-missing top/kustomization.yaml:3' },
  { name: 'a manifest of one line of 12 MB', files: one('resources:\n- large.yaml\n', { 'top/large.yaml': configMap('large', `{k: "${'x'.repeat(12_000_000)}"}`) }), wanted: 'yaml top/large.yaml:1' },
  { name: 'an alias bomb', files: one('resources: [a.yaml]\n', { 'top/a.yaml': `${configMap()}a0: &a0 [x]\n${bomb(14, 9, (all) => `[${all}]`)}` }), wanted: 'yaml top/a.yaml:11' },
  { name: 'a bomb of merge keys', files: one('resources: [a.yaml]\n', { 'top/a.yaml': `${configMap()}a0: &a0 {x: y}\n${bomb(30, 9, (all) => `{<<: [${all}]}`)}` }), wanted: 'any' },
  { name: 'an anchor that holds itself', files: one('resources: [a.yaml]\n', { 'top/a.yaml': `${configMap()}x: &x\n  y: *x\n` }), wanted: 'yaml top/a.yaml:6' },
  { name: 'lists 100,000 levels deep', files: one('resources: [a.yaml]\n', { 'top/a.yaml': `${configMap()}x: ${'['.repeat(100_000)}\n` }), wanted: 'yaml top/a.yaml:5' },
  { name: 'a generator that reads 6 MB of bytes', files: one('configMapGenerator:\n- name: c\n  files: [big.bin, nope.bin]\n', { 'top/big.bin': Uint8Array.from({ length: 6_000_000 }, (_, index) => index % 251) }), wanted: 'file-missing top/kustomization.yaml:3' },
  { name: 'a generator that reads a missing file', files: one('secretGenerator:\n- name: s\n  files:\n  - key=nope.txt\n'), wanted: 'file-missing top/kustomization.yaml:4' },
  { name: 'a generator of 100,000 literals, one twice', files: one(`configMapGenerator:\n- name: c\n  literals:\n${times(100_000, (index) => `  - k${index}=v\n`)}  - k7=again\n`), wanted: 'key-twice top/kustomization.yaml:100004' },
  { name: 'a JSON pointer with `~1` into nothing', files: patched('- {op: remove, path: /metadata/annotations/a~1b}'), wanted: 'json-patch-path top/kustomization.yaml:5' },
  { name: 'a JSON patch that replaces `/-`', files: patched('- {op: replace, path: /spec/template/spec/containers/-, value: {name: x}}'), wanted: 'json-patch top/kustomization.yaml:5' },
  { name: 'a JSON patch beyond the end of a list', files: patched('- {op: add, path: /spec/template/spec/containers/99, value: {name: x}}'), wanted: 'json-patch-path top/kustomization.yaml:5' },
  { name: `a target \`${evil}\``, files: { ...patched('- {op: remove, path: /nope}', `{name: "${evil}"}`), 'top/a.yaml': deployment.replace('web', `${'a'.repeat(60)}x`) }, wanted: 'ok' },
  { name: `an image \`${evil}\``, files: { 'top/kustomization.yaml': `resources: [a.yaml]\nimages: [{name: "${evil}", newTag: "2"}]\n`, 'top/a.yaml': deployment.replace('nginx:1', `${'a'.repeat(60)}!`) }, wanted: 'ok' },
  { name: `a replacement whose list is chosen by \`${evil}\``, files: { 'top/kustomization.yaml': `resources: [a.yaml]\nreplacements:\n- sourceValue: x\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths:\n    - spec.template.spec.containers.[name=${evil}].image\n`, 'top/a.yaml': deployment.replace('main', 'a'.repeat(60) + 'x') }, wanted: 'replacement-no-target-field top/kustomization.yaml:7' },
  { name: 'a pattern of many stars in a substitution', flux: true, files: flux(`{v: ${'a'.repeat(300)}}`, '"${v##*a*a*a*a*a*a*a*a*a*a*a*a*b}"'), wanted: 'ok' },
  { name: 'defaults 20,000 levels deep', flux: true, files: flux('{v: x}', `"${'${n:-'.repeat(20_000)}x${'}'.repeat(20_000)}"`), wanted: 'any' },
  { name: 'expressions that never close', flux: true, files: flux('{v: x}', `"${'${v'.repeat(100_000)}"`), wanted: 'substitution-syntax top/a.yaml:5' },
  { name: 'ignore rules of many stars', flux: true, files: { ...flux('{v: x}', 'x'), '.sourceignore': `${'**/'.repeat(30)}b*a*a*a*a*a*a*a*a*a*c\n`, [`top/${'a/'.repeat(40)}${'a'.repeat(80)}.yaml`]: configMap('deep') }, wanted: 'ok' },
  { name: '2,000 objects with 2,000 references under a prefix', files: one('namePrefix: p-\nresources: [a.yaml, nope.yaml]\n', { 'top/a.yaml': times(2000, (index) => `${configMap(`c${index}`)}---\n${deployment.replace('name: web', `name: d${index}`)}        envFrom: [{configMapRef: {name: c${index}}}]\n---\n`) }), wanted: 'resource-missing top/kustomization.yaml:2' },
  { name: '2,000 patches over 2,000 objects', files: one(`resources: [a.yaml]\npatches:\n${times(2000, (index) => `- target: {kind: ConfigMap, name: c${index}}\n  patch: '[{"op": "remove", "path": "/nope${index}"}]'\n`)}`, { 'top/a.yaml': times(2000, (index) => `${configMap(`c${index}`)}---\n`) }), wanted: 'json-patch-path top/kustomization.yaml:4' },
  { name: 'a million separators', files: one('resources: [a.yaml, nope.yaml]\n', { 'top/a.yaml': '---\n'.repeat(1_000_000) }), wanted: 'resource-missing top/kustomization.yaml:1' },
  { name: 'a binary file as a manifest', files: one('resources: [a.yaml]\n', { 'top/a.yaml': Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256) }), wanted: 'no-object top/a.yaml:1' },
  { name: 'a path out of the repository', files: one('resources:\n- a.yaml\n- ../../../../../../etc/passwd\n'), wanted: 'path-outside top/kustomization.yaml:3' },
];
