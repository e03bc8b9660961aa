/** Mistakes in kustomize files and in the patches that they name. */
import { dirName, joinPath } from '../../../server/src/files/paths.ts';
import { change, inKustomizeFiles, inPatchFiles, insertBeside, mistake, placesAt, remove, renameKey, replacedRaw, type Mistake, type Where } from '../mistake.ts';
import { misspelt } from '../misspelling.ts';

/** Kustomize files of which all objects are there: examples leave out what bootstrap writes. */
const where: Where = (room) => inKustomizeFiles(room).filter(({ file }) => !/(^|\/)flux-system\/kustomization\.ya?ml$/.test(file.path) || (room.repository.tree.file(file.path.replace(/kustomization\.ya?ml$/, 'gotk-components.yaml'))?.text.length ?? 0) > 1000);
const isFile = (text: string): boolean => /\.ya?ml$/.test(text) && !text.includes('://');
const isFolder = (text: string): boolean => /^[\w./-]+$/.test(text) && !/\.\w{2,5}$/.test(text.split('/').at(-1) ?? '') && !/^[\w-]+\.[a-z]+\//.test(text);
const isWord = (text: string): boolean => !/[.*|^$()]/.test(text);

/** Each class by what went wrong. */
export const kustomizeFileMistakes: readonly Mistake[] = [
  change('kustomize: file misspelt', where, 'resources.*', ({ text }, random) => (isFile(text) ? misspelt(text, random) : undefined)),
  change('kustomize: file with another ending', where, 'resources.*', ({ text }) => (isFile(text) ? (text.endsWith('.yaml') ? text.replace(/\.yaml$/, '.yml') : text.replace(/\.yml$/, '.yaml')) : undefined)),
  change('kustomize: folder misspelt', where, 'resources.*', ({ text }, random) => (isFolder(text) ? misspelt(text.replace(/\/$/, ''), random) : undefined)),
  change('kustomize: folder one level off', where, 'resources.*', ({ text, file, room }) => {
    const path = joinPath(dirName(file.path), `../${text}`);
    return isFolder(text) && path !== undefined && room.repository.tree.kindOf(path) === undefined ? `../${text.replace(/^\.\//, '')}` : undefined;
  }),
  change('kustomize: path outside of the repository', where, 'resources.*', ({ text }) => `../../../../../../../../${text.replace(/^\.\//, '')}`),
  change('kustomize: resource in a circle', where, 'resources.*', () => '.'),
  change('kustomize: component misspelt', where, 'components.*', ({ text }, random) => (text.includes('://') ? undefined : misspelt(text.replace(/\/$/, ''), random))),
  renameKey('kustomize: components as resources', where, 'components', () => 'resources'),
  renameKey('kustomize: resources as components', where, 'resources', () => 'components'),
  renameKey('kustomize: field misspelt', where, '*', misspelt),
  renameKey('kustomize: field in the singular', where, 'resources', () => 'resource'),
  change('kustomize: apiVersion that never was', where, 'apiVersion', () => 'kustomize.config.k8s.io/v1'),
  change('kustomize: kind misspelt', where, 'kind', ({ text }, random) => misspelt(text, random)),
  change('kustomize: apiVersion of Flux', where, 'apiVersion', () => 'kustomize.toolkit.fluxcd.io/v1'),
  change('kustomize: resource twice', where, 'resources.*', ({ parent, root, text }, random) => {
    const list = root.get('resources');
    const others = list?.kind === 'seq' ? list.items.flatMap((item) => (item.kind === 'scalar' && item.text !== text ? [item.text] : [])) : [];
    return parent === undefined ? random.pick(others) : undefined;
  }),
  change('kustomize: patch file misspelt', where, 'patches.*.path', ({ text }, random) => misspelt(text, random)),
  change('kustomize: patch target kind misspelt', where, 'patches.*.target.kind', ({ text }, random) => (isWord(text) ? misspelt(text, random) : undefined)),
  change('kustomize: patch target name misspelt', where, 'patches.*.target.name', ({ text }, random) => (isWord(text) ? misspelt(text, random) : undefined)),
  change('kustomize: patch target in a wrong namespace', where, 'patches.*.target.namespace', () => 'default'),
  change('kustomize: patch target selector wrong', where, 'patches.*.target.labelSelector', ({ text }) => `${text}x`),
  change('kustomize: patch target expression broken', where, 'patches.*.target.name', ({ text }) => `${text}(`),
  renameKey('kustomize: field of a patch misspelt', where, 'patches.*.*', misspelt),
  remove('kustomize: patch target left out', where, 'patches.*.target'),
  change('kustomize: patch file names another object', inPatchFiles, 'metadata.name', ({ text }, random) => misspelt(text, random)),
  change('kustomize: patch file of another kind', inPatchFiles, 'kind', ({ text }, random) => misspelt(text, random)),
  mistake('kustomize: JSON patch of a path that is not there', (room) => jsonPatches(room, /^(\s*path: *)(\S+)$/m, (path) => `${path.replace(/\/-$/, '')}/nothing/here`)),
  mistake('kustomize: JSON patch with a misspelt operation', (room) => jsonPatches(room, /^([\s-]*op: *)(\S+)$/m, (op, random) => misspelt(op, random))),
  mistake('kustomize: JSON patch of a path without a slash', (room) => jsonPatches(room, /^(\s*path: *)(\/\S+)$/m, (path) => path.slice(1))),
  change('kustomize: generator file misspelt', where, 'configMapGenerator.*.files.*', ({ text }, random) => `${text.includes('=') ? text.slice(0, text.indexOf('=') + 1) : ''}${misspelt(text.slice(text.indexOf('=') + 1), random)}`),
  change('kustomize: secret file misspelt', where, 'secretGenerator.*.files.*', ({ text }, random) => `${text.includes('=') ? text.slice(0, text.indexOf('=') + 1) : ''}${misspelt(text.slice(text.indexOf('=') + 1), random)}`),
  change('kustomize: generator literal without =', where, 'configMapGenerator.*.literals.*', ({ text }) => text.replace('=', ':')),
  remove('kustomize: generator without a name', where, 'configMapGenerator.*.name'),
  renameKey('kustomize: field of a generator misspelt', where, 'configMapGenerator.*.*', misspelt),
  change('kustomize: generated name misspelt', where, 'configMapGenerator.*.name', ({ text }, random) => misspelt(text, random)),
  insertBeside('kustomize: generator merges into nothing', where, 'configMapGenerator.*.name', ({ parent }) => (parent?.get('behavior') === undefined ? 'behavior: merge' : undefined)),
  change('kustomize: replicas of nothing', where, 'replicas.*.name', ({ text }, random) => misspelt(text, random)),
  change('kustomize: image that nothing uses', where, 'images.*.name', ({ text }, random) => misspelt(text, random)),
  change('kustomize: replacement of nothing', where, 'replacements.*.source.name', ({ text }, random) => misspelt(text, random)),
  change('kustomize: replacement file misspelt', where, 'replacements.*.path', ({ text }, random) => misspelt(text, random)),
  change('kustomize: configuration misspelt', where, 'configurations.*', ({ text }, random) => misspelt(text, random)),
  change('kustomize: namespace that Kubernetes refuses', where, 'namespace', ({ text }) => `${text}_A`),
  change('kustomize: namespace misspelt', where, 'namespace', ({ text }, random) => misspelt(text, random)),
  insertBeside('kustomize: interval in a kustomize file', where, 'resources', () => 'interval: 10m'),
  mistake('kustomize: resources as one text', (room) => placesAt(where, 'resources')(room).map(({ node }) => () => {
    const first = node.kind === 'seq' && node.items.length === 1 ? node.items[0] : undefined;
    return first?.kind === 'scalar' ? replacedRaw(node, first.text) : undefined;
  })),
  insertBeside('kustomize: second list of resources', where, 'resources', ({ root }) => (root.pairs.length > 1 ? 'resources:\n  - nothing.yaml' : undefined)),
  mistake('kustomize: patches as plain file names', (room) => placesAt(where, 'patches.*')(room).map(({ node }) => () => { const path = node.kind === 'map' && node.pairs.length === 1 ? node.get('path') : undefined; return path?.kind === 'scalar' ? replacedRaw(node, path.text) : undefined; })),
  insertBeside('kustomize: patch and path', where, 'patches.*.path', ({ parent }) => (parent?.get('patch') === undefined ? 'patch: |\n  - op: remove\n    path: /spec/x' : undefined)),
  change('kustomize: kustomization file as a resource', where, 'resources.*', ({ text, file, room }) => { const path = joinPath(dirName(file.path), text); return path !== undefined && room.repository.tree.kindOf(`${path}/kustomization.yaml`) === 'file' ? `${text.replace(/\/$/, '')}/kustomization.yaml` : undefined; }),
  change('kustomize: file as a component', where, 'components.*', ({ text }) => (text.includes('://') ? undefined : `${text.replace(/\/$/, '')}/kustomization.yaml`)),
  insertBeside('kustomize: replicas as text', where, 'resources', ({ root }) => (root.get('replicas') === undefined ? 'replicas:\n  - name: app\n    count: "two"' : undefined)),
  insertBeside('kustomize: generator as a mapping', where, 'resources', ({ root }) => (root.get('configMapGenerator') === undefined ? 'configMapGenerator:\n  name: settings\n  literals:\n    - a=b' : undefined)),
  insertBeside('kustomize: option as text', where, 'resources', ({ root }) => (root.get('generatorOptions') === undefined ? 'generatorOptions:\n  disableNameSuffixHash: "true"' : undefined)),
  insertBeside('kustomize: transformer that is not there', where, 'resources', ({ root }) => (root.get('transformers') === undefined ? 'transformers:\n  - no-such-transformer.yaml' : undefined)),
  insertBeside('kustomize: definitions that are not there', where, 'resources', ({ root }) => (root.get('crds') === undefined ? 'crds:\n  - no-such-definition.json' : undefined)),
  insertBeside('kustomize: replacement of a field that is not there', where, 'resources', ({ root }) => (root.get('replacements') === undefined ? 'replacements:\n  - source:\n      kind: NoSuchKind\n      name: nothing\n    targets:\n      - select:\n          kind: Deployment\n        fieldPaths:\n          - spec.replicas' : undefined)),
  insertBeside('kustomize: environment file that is not there', where, 'resources', ({ root }) => (root.get('configMapGenerator') === undefined ? 'configMapGenerator:\n  - name: settings\n    envs:\n      - no-such.env' : undefined)),
  insertBeside('kustomize: name prefix in small letters', where, 'resources', () => 'nameprefix: dev-'),
  mistake('kustomize: namespace as a list', (room) => placesAt(where, 'namespace')(room).map(({ node }) => () => (node.kind === 'scalar' ? replacedRaw(node, `[${node.text}]`) : undefined))),
  mistake('kustomize: patch text without its bar', (room) => placesAt(where, 'patches.*.patch')(room).map(({ node, file }) => () => (node.kind === 'scalar' && file.text[node.start] === '|' ? { file, start: node.start, end: node.start + (/^\|[-+]?/.exec(file.text.slice(node.start))?.[0].length ?? 1), text: '', right: { start: node.start, end: node.end } } : undefined))),
];

/** Lines of inline JSON patches in YAML. */
function jsonPatches(room: Parameters<Mistake['places']>[0], line: RegExp, to: (word: string, random: Parameters<ReturnType<Mistake['places']>[number]>[0]) => string): ReturnType<Mistake['places']> {
  return placesAt(where, 'patches.*.patch')(room).flatMap(({ node, file }) => {
    const written = file.text.slice(node.start, node.end);
    return [...written.matchAll(new RegExp(line, 'gm'))].flatMap((match) => {
      if (!/^\s*- *op:/m.test(written)) return [];
      const start = node.start + match.index + (match[1] ?? '').length;
      const end = start + (match[2] ?? '').length;
      return [(random: Parameters<ReturnType<Mistake['places']>[number]>[0]) => ({ file, start, end, text: to(match[2] ?? '', random), right: 'line' as const })];
    });
  });
}
