/** Mistakes in Flux Kustomizations. */
import { dirName } from '../../../server/src/files/paths.ts';
import type { ClusterGraph } from '../../../server/src/graph/graph.ts';
import { readBoolean, readString } from '../../../server/src/yaml/yamlReader.ts';
import type { TextFile } from '../../../server/src/text/textFile.ts';
import type { YamlNode } from '../../../server/src/yaml/yamlNode.ts';
import { change, insertBeside, mistake, objectsOf, placesAt, remove, renameKey, replacedRaw, type Mistake, type Seed, type Where } from '../mistake.ts';
import { misspelt } from '../misspelling.ts';
import type { WrittenObject } from '../room.ts';

const where = objectsOf('Kustomization', 'kustomize.toolkit.fluxcd.io');

/** Those whose health checks Flux reads: with `wait: true` it reads none, and a mistake there is none. */
const whereChecked: Where = (room) => where(room).filter(({ root }) => readBoolean(root, 'spec', 'wait')?.value !== true);

/** Each class by what went wrong. */
export const fluxKustomizationMistakes: readonly Mistake[] = [
  change('flux: path misspelt', where, 'spec.path', ({ text }, random) => misspelt(text.replace(/\/+$/, ''), random)),
  change('flux: path to nowhere', where, 'spec.path', () => './no/such/folder'),
  change('flux: path relative to the file', where, 'spec.path', ({ text, file, room }) => {
    const folder = dirName(file.path);
    const relative = text.replace(/^\.?\//, '').startsWith(`${folder}/`) ? `./${text.replace(/^\.?\//, '').slice(folder.length + 1)}` : undefined;
    return relative === undefined || room.repository.tree.kindOf(relative.slice(2)) !== undefined ? undefined : relative;
  }),
  change('flux: path with backslashes', where, 'spec.path', ({ text, node }) => (node.style === 'plain' && text.replace(/^\.\//, '').includes('/') ? text.replaceAll('/', '\\') : undefined)),
  change('flux: path of a file', where, 'spec.path', ({ text, room }) => {
    const folder = text.replace(/^\.?\//, '').replace(/\/+$/, '');
    return room.repository.tree.kindOf(`${folder}/kustomization.yaml`) === 'file' ? `./${folder}/kustomization.yaml` : undefined;
  }),
  change('flux: source name misspelt', where, 'spec.sourceRef.name', ({ text }, random) => misspelt(text, random)),
  change('flux: source name invented', where, 'spec.sourceRef.name', () => 'my-repository'),
  change('flux: source of another kind', where, 'spec.sourceRef.kind', ({ text }) => (text === 'GitRepository' ? 'OCIRepository' : 'GitRepository')),
  change('flux: source of a Helm kind', where, 'spec.sourceRef.kind', () => 'HelmRepository'),
  change('flux: source kind misspelt', where, 'spec.sourceRef.kind', ({ text }, random) => misspelt(text, random)),
  change('flux: source in a wrong namespace', where, 'spec.sourceRef.namespace', () => 'default'),
  insertBeside('flux: source namespace added and wrong', where, 'spec.sourceRef.name', ({ root }) => (root.get('spec', 'sourceRef', 'namespace') === undefined ? 'namespace: sources' : undefined)),
  change('flux: dependency misspelt', where, 'spec.dependsOn.*.name', ({ text }, random) => misspelt(text, random)),
  change('flux: dependency invented', where, 'spec.dependsOn.*.name', () => 'something-else'),
  change('flux: dependency on itself', where, 'spec.dependsOn.*.name', ({ root, parent }) => (parent?.get('namespace') === undefined ? readString(root, 'metadata', 'name')?.value : undefined)),
  change('flux: dependency in a wrong namespace', where, 'spec.dependsOn.*.namespace', () => 'kube-system'),
  mistake('flux: dependencies in a circle', (room) => {
    return placesAt(where, 'spec.dependsOn.*.name')(room).flatMap(({ node, object, parent }) => {
      const namespace = parent?.get('namespace');
      const name = node.kind === 'scalar' ? node.text : '';
      const target = room.objects.find(({ id }) => object !== undefined && id === `Kustomization/${namespace?.kind === 'scalar' ? namespace.text : (object.id.split('/')[1] ?? '')}/${name}`);
      const pair = target?.manifest.root.get('spec');
      const [, ownNamespace, ownName] = object?.id.split('/') ?? [];
      if (target === undefined || pair?.kind !== 'map' || pair.get('dependsOn') !== undefined || ownName === undefined || pair.file !== target.file || pair.pairs[0] === undefined || name.includes('${')) return [];
      const at = pair.pairs[0].key.start;
      const indent = ' '.repeat(target.file.lines.positionAt(at).character);
      return [() => ({ file: target.file, start: at, end: at, text: `dependsOn:\n${indent}  - name: ${ownName}\n${indent}    namespace: ${ownNamespace ?? ''}\n${indent}`, right: 'line' as const })];
    });
  }),
  mistake('flux: dependencies as plain names', (room) => placesAt(where, 'spec.dependsOn.*')(room).map(({ node }) => () => {
    const name = node.kind === 'map' && node.pairs.length === 1 ? node.get('name') : undefined;
    return name?.kind === 'scalar' ? replacedRaw(node, name.text) : undefined;
  })),
  change('flux: apiVersion that is gone', where, 'apiVersion', ({ text }) => text.replace(/v1$/, 'v1beta2')),
  change('flux: apiVersion that never was', where, 'apiVersion', ({ text }) => text.replace(/v1$/, 'v2')),
  change('flux: group misspelt', where, 'apiVersion', () => 'kustomize.toolkit.flux.io/v1'),
  change('flux: interval in days', where, 'spec.interval', () => '1d'),
  change('flux: interval without a unit', where, 'spec.interval', () => '10'),
  change('flux: timeout in words', where, 'spec.timeout', () => '5min'),
  change('flux: retryInterval with a space', where, 'spec.retryInterval', () => '1 m'),
  remove('flux: interval left out', where, 'spec.interval'),
  remove('flux: prune left out', where, 'spec.prune'),
  remove('flux: sourceRef left out', where, 'spec.sourceRef'),
  remove('flux: source kind left out', where, 'spec.sourceRef.kind'),
  renameKey('flux: field misspelt', where, 'spec.*', misspelt),
  renameKey('flux: field of postBuild misspelt', where, 'spec.postBuild.*', misspelt),
  change('flux: prune as text', where, 'spec.prune', ({ text }) => `"${text}"`),
  change('flux: wait as a word', where, 'spec.wait', () => '"enabled"'),
  insertBeside('flux: kustomize field in a Flux Kustomization', where, 'spec.path', () => 'resources:\n  - deployment.yaml'),
  change('flux: health check misspelt', whereChecked, 'spec.healthChecks.*.name', ({ text }, random) => misspelt(text, random)),
  remove('flux: health check without namespace', whereChecked, 'spec.healthChecks.*.namespace', ({ parent }) => /Deployment|HelmRelease|StatefulSet/.test(readString(parent, 'kind')?.value ?? '')),
  change('flux: variable source misspelt', where, 'spec.postBuild.substituteFrom.*.name', ({ text }, random) => misspelt(text, random)),
  change('flux: variable source of a wrong kind', where, 'spec.postBuild.substituteFrom.*.kind', () => 'Configmap'),
  remove('flux: variable removed', where, 'spec.postBuild.substitute.*', ({ root }) => root.get('spec', 'postBuild', 'substituteFrom') === undefined),
  renameKey('flux: variable misspelt where it is set', where, 'spec.postBuild.substitute.*', misspelt),
  renameKey('flux: variable with a hyphen', where, 'spec.postBuild.substitute.*', (key) => `${key}-a`),
  mistake('flux: variable as a number', (room) => placesAt(where, 'spec.postBuild.substitute.*')(room).map(({ node }) => () => replacedRaw(node, '8080'))),
  mistake('flux: variable misspelt where it is used', (room) => variableUses(room, (name, random) => `\${${misspelt(name, random)}}`)),
  mistake('flux: variable not closed', (room) => variableUses(room, (name) => `\${${name}`)),
  mistake('flux: variable with a dash', (room) => variableUses(room, (name) => `\${${name}-default}`)),
  change('flux: patch target kind misspelt', where, 'spec.patches.*.target.kind', ({ text, object }, random) => (isBuilt(object) ? misspelt(text, random) : undefined)),
  change('flux: patch target name misspelt', where, 'spec.patches.*.target.name', ({ text, object }, random) => (!isBuilt(object) || /[.*|^$]/.test(text) ? undefined : misspelt(text, random))),
  change('flux: patch target group wrong', where, 'spec.patches.*.target.group', ({ text }) => `${text}x`),
  renameKey('flux: patch by path', where, 'spec.patches.*.patch', () => 'path'),
  remove('flux: decryption left out', where, 'spec.decryption', ({ object }) => (object?.cluster.deliveries.get(object.id)?.build?.encrypted.size ?? 0) > 0),
  change('flux: name of another one', where, 'metadata.name', ({ room, object }, random) => {
    const [, namespace, name] = object?.id.split('/') ?? [];
    const others = [...(object?.cluster.deliveries.keys() ?? [])].filter((id) => id.split('/')[1] === namespace && id.split('/')[2] !== name);
    return room.objects.length === 0 ? undefined : random.pick(others)?.split('/')[2];
  }),
  change('flux: name that Kubernetes refuses', where, 'metadata.name', ({ text }) => `${text}_App`),
  remove('flux: name left out', where, 'metadata.name'),
  change('flux: target namespace misspelt', where, 'spec.targetNamespace', ({ text }, random) => misspelt(text, random)),
  change('flux: component misspelt', where, 'spec.components.*', ({ text }, random) => misspelt(text, random)),
  change('flux: path in other case', where, 'spec.path', ({ text }) => text.replace(/[a-z](?=[^/]*\/?$)/, (letter) => letter.toUpperCase())),
  change('flux: source name in capitals', where, 'spec.sourceRef.name', ({ text }) => text.toUpperCase()),
  change('flux: namespace misspelt', where, 'metadata.namespace', ({ text }, random) => misspelt(text, random)),
  insertBeside('flux: kind in a dependency', where, 'spec.dependsOn.*.name', () => 'kind: HelmRelease'),
  mistake('flux: dependency as a mapping', (room) => placesAt(where, 'spec.dependsOn')(room).map(({ node, file, pair }) => () => asMapping(node, file, pair?.key.start))),
  change('flux: interval with a unit too few', where, 'spec.interval', () => '1h30'),
  change('flux: interval below zero', where, 'spec.interval', ({ text }) => `-${text}`),
  change('flux: timeout with a capital unit', where, 'spec.timeout', ({ text }) => text.toUpperCase()),
  insertBeside('flux: suspend as text', where, 'spec.path', ({ root }) => (root.get('spec', 'suspend') === undefined ? 'suspend: "false"' : undefined)),
  insertBeside('flux: force as text', where, 'spec.path', ({ root }) => (root.get('spec', 'force') === undefined ? 'force: "true"' : undefined)),
  insertBeside('flux: variables as a list', where, 'spec.path', ({ root }) => (root.get('spec', 'postBuild') === undefined ? 'postBuild:\n  substitute:\n    - name: region\n      value: eu' : undefined)),
  remove('flux: variable source without a kind', where, 'spec.postBuild.substituteFrom.*.kind'),
  change('flux: decryption in capitals', where, 'spec.decryption.provider', ({ text }) => text.toUpperCase()),
  change('flux: health check kind misspelt', whereChecked, 'spec.healthChecks.*.kind', ({ text }, random) => (/Deployment|HelmRelease|StatefulSet|DaemonSet/.test(text) ? misspelt(text, random) : undefined)),
  change('flux: health check in a wrong namespace', whereChecked, 'spec.healthChecks.*.namespace', () => 'default'),
  change('flux: health expression broken', where, 'spec.healthCheckExprs.*.current', ({ text }) => `${text})`),
  change('flux: health expression with one equals sign', where, 'spec.healthCheckExprs.*.current', ({ text }) => (text.includes('==') ? text.replace('==', '=') : undefined)),
  change('flux: kind in small letters', where, 'kind', ({ text }) => text.toLowerCase()),
  change('flux: apiVersion of kustomize', where, 'apiVersion', () => 'kustomize.config.k8s.io/v1beta1'),
  change('flux: apiVersion without the group', where, 'apiVersion', () => 'v1'),
  change('flux: target namespace that Kubernetes refuses', where, 'spec.targetNamespace', ({ text }) => `${text}_x`),
  change('flux: component that is none', where, 'spec.components.*', ({ room, root, text }) => (readString(root, 'spec', 'path') !== undefined && room.kustomizeFiles.length > 0 ? `${text}/..` : undefined)),
  change('flux: service account misspelt', where, 'spec.serviceAccountName', ({ text }, random) => misspelt(text, random)),
  mistake('flux: whole object twice', (room) => where(room).map(({ root, file }) => () => ({ file, start: file.text.length, end: file.text.length, text: `${file.text.endsWith('\n') ? '' : '\n'}---\n${file.text.slice(root.start, root.end)}`, right: { start: 0, end: file.text.length } }))),
  insertBeside('flux: images that nothing uses', where, 'spec.path', ({ root, object }) => (root.get('spec', 'images') === undefined && isBuilt(object) ? 'images:\n  - name: registry.example/no-such-image\n    newTag: "1"' : undefined)),
  insertBeside('flux: label that is a number', where, 'spec.path', ({ root }) => (root.get('spec', 'commonMetadata') === undefined ? 'commonMetadata:\n  labels:\n    stage: 1' : undefined)),
  insertBeside('flux: retries that Flux does not have', where, 'spec.path', () => 'retries: 3'),
];

function variableUses(room: Parameters<Mistake['places']>[0], to: (name: string, random: Parameters<ReturnType<Mistake['places']>[number]>[0]) => string): ReturnType<Mistake['places']> {
  return room.objects.flatMap(({ manifest, file, id, cluster }) => {
    if (!substitutesKnown(id, cluster)) return [];
    const text = file.text.slice(manifest.root.start, manifest.root.end);
    return [...text.matchAll(/(?<!\$)\$\{([A-Za-z_]\w*)\}/g)].flatMap((match) => {
      const start = manifest.root.start + match.index;
      const line = file.text.slice(file.text.lastIndexOf('\n', start) + 1, start);
      if (line.includes('#')) return [];
      return [(random: Parameters<ReturnType<Mistake['places']>[number]>[0]) => ({ file, start, end: start + match[0].length, text: to(match[1] ?? '', random), right: 'line' as const })];
    });
  });
}

/** Whether the object is substituted with variables that are all known: elsewhere nobody can tell a wrong one from a right one. */
function substitutesKnown(id: string, cluster: ClusterGraph): boolean {
  const owner = cluster.deliveries.get(cluster.nodes.get(id)?.appliedBy ?? '');
  return owner?.build?.variables.active === true && !owner.build.unresolved.some(({ reason }) => reason === 'unknown-variable');
}

/** Whether all that a Flux Kustomization builds is in the workspace. */
function isBuilt(object: WrittenObject | undefined): boolean {
  return object?.cluster.deliveries.get(object.id)?.source.state === 'local';
}

/** A list of one mapping, written as the mapping itself. */
function asMapping(node: YamlNode, file: TextFile, key = node.start): Seed | undefined {
  const only = node.kind === 'seq' && node.items.length === 1 && !node.flow ? node.items[0] : undefined;
  if (only?.kind !== 'map' || only.file !== file) return undefined;
  const dash = file.text.lastIndexOf('-', only.start);
  return { file, start: dash, end: dash + 1, text: ' ', right: { start: key, end: node.end } };
}
