/** Which of many objects somebody most likely waits for: those that its own files speak of, those that go with what it names already, and what its like in other clusters waits for. */
import { dirName, isWithin } from '../../files/paths.ts';
import type { ClusterGraph, Delivery, GraphNode } from '../../graph/graph.ts';
import type { SourceTree } from '../../files/sourceTree.ts';
import { waitsIn } from '../../graph/queries.ts';
import { lazily, oncePer } from '../../text/once.ts';
import type { TextFile } from '../../text/textFile.ts';
import { dependenciesOfAlike } from './alikeDependencies.ts';
import { tokenLikeness, tokensOf, wordLikeness } from './ranking.ts';
import { speakerOf, type Speaker } from './speaking.ts';
import { treeOf, type CompletionScene } from './scene.ts';

/** Of an object that applies more files than this, none is read: so many speak of everything. */
const mostFiles = 60;
/** Longer files, such as definitions and dashboards, are not read. */
const longestFile = 100_000;
/** So many characters are read for one object. */
const mostText = 400_000;
/** So many others tell how common a word is. */
const sampled = 24;

/** Points for an object as a dependency, in those of `Candidate.bonus`. `listed` are the ids that stand there already. */
export function dependencyLikelihood(scene: CompletionScene, cluster: ClusterGraph, self: GraphNode | undefined, listed: ReadonlySet<string>): (node: GraphNode) => number {
  const texts = ownTexts(scene, cluster, self);
  const own = speakerOf(texts);
  const used = usedByOwner(cluster, self, texts);
  const told = partsTold(cluster, scene.kind, texts);
  const isStepBefore = stepAfter(self?.object.name ?? '');
  const listedNames = [...listed].flatMap((id) => cluster.nodes.get(id)?.object.name ?? []);
  const companions = companionsOf(cluster, self, listed);
  const twins = dependenciesElsewhere(scene, cluster, self);
  const alike = dependenciesOfAlike(cluster, self);
  const bringers = bringersOf(cluster, self);
  const others = lazily(() => sampleOf([...cluster.deliveries.values()].filter(({ node }) => node !== self && !bringers.has(node.id))).map((delivery) => ({ id: delivery.node.id, speaksOf: speakerOf(textsOf(filesOf(delivery))) })));
  return ({ id, object, origin }) => {
    const resembles = Math.max(0, ...listedNames.map((name) => wordLikeness(name, object.name)));
    const speaks = own(object.name);
    const address = speaks === 'address' && !bringers.has(id) ? 22 : 0;
    const rare = speaks !== undefined && !bringers.has(id) ? rarity(others().filter((other) => other.id !== id), object.name) : 0;
    const begins = self !== undefined && (isStem(self.object.name, object.name) || isStem(object.name, self.object.name));
    return Math.max(26 * rare, address) + 26 * (alike.get(id) ?? 0) + 16 * Math.max(0, ...(bringers.has(id) ? [] : (used.get(id) ?? [])).map((name) => rarity(others(), name))) + (begins || bringers.has(id) ? 0 : 10 * told(object.name)) + (begins ? 14 : 0) + (isStepBefore(object.name) ? 30 : 0) + 16 * resembles + 16 * (companions.get(id) ?? 0) + (twins.has(id) ? 40 : 0) + (isLastStep(cluster, id, object.name) ? 3 : 0) + (origin.file.uri === scene.outer.uri ? 8 : 0);
  };
}

/**
 * Tells whether two names of a cluster are those of steps of one thing, such as `app`, `app-config` and `app-secrets`.
 * The steps wait for each other; that says nothing of what others wait for, which is the last one.
 */
export const familiesIn = oncePer<ClusterGraph, (one: string, other: string) => boolean>(() => {
  // The same names are compared with many others.
  const known = new Map<string, readonly string[]>();
  const partsOf = (name: string): readonly string[] => {
    let parts = known.get(name);
    if (parts === undefined) known.set(name, (parts = tokensOf(name)));
    return parts;
  };
  return (one, other) => one !== '' && (one === other || tokenLikeness(partsOf(one), partsOf(other)) > 0.45);
});

/** Whether a name goes on with another, as `app-config` and `apps-crds` do with `app`; a few letters tell nothing. */
function isStem(stem: string, name: string): boolean {
  return stem.length > 3 && name.startsWith(stem);
}

/** Tells whether a name is that of the step before one that is numbered, as `01-crds` comes before `02-apps`. */
function stepAfter(name: string): (before: string) => boolean {
  const numbered = /^([^0-9]*)([0-9]{1,6})(?![0-9])/;
  const [, start, number] = numbered.exec(name) ?? [];
  return (before) => {
    const step = start === undefined || !before.startsWith(start) ? null : numbered.exec(before);
    return step !== null && step[1] === start && Number(step[2]) + 1 === Number(number);
  };
}

/** The document at hand and what the object applies; of what is not a Flux Kustomization, the files beside it and in the folders there. */
function ownTexts(scene: CompletionScene, cluster: ClusterGraph, self: GraphNode | undefined): readonly string[] {
  const { outer, root, file } = scene;
  const here = root === undefined || file !== outer ? file.text : file.text.slice(root.start, root.end);
  const delivery = self === undefined ? undefined : cluster.deliveries.get(self.id);
  const folder = dirName(outer.path);
  const beside = (): readonly TextFile[] => filesUnder(treeOf(scene), folder, 1).filter(({ uri }) => uri !== outer.uri);
  return [...shortOnes([here]), ...textsOf(delivery === undefined ? beside().slice(0, mostFiles) : filesOf(delivery))];
}

/** The objects that texts name as a word (a claim, a role, a Secret of theirs is used), by who applies the only one of that name. Only names of several parts say so much. */
function usedByOwner(cluster: ClusterGraph, self: GraphNode | undefined, texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const words = new Set(texts.flatMap((text) => (text.replace(/(^|\s)#.*$/gm, ' ').match(/[a-z0-9-]+/g) ?? []).flatMap(severalParts)));
  const names = new Map<string, string[]>();
  for (const name of words) {
    const [first, ...others] = cluster.nodesByName.get(name) ?? [];
    const owner = first?.appliedBy;
    if (owner === undefined || owner === self?.id || others.some(({ appliedBy }) => appliedBy !== owner)) continue;
    const known = names.get(owner);
    if (known === undefined) names.set(owner, [name]);
    else known.push(name);
  }
  return names;
}

/** Tells how much of a name texts speak of by its parts, from 0 to 1: `gpu` and `dra` of `gpu-dra-driver`. Parts that many names have tell little. */
function partsTold(cluster: ClusterGraph, kind: string, texts: readonly string[]): (name: string) => number {
  const spoken = new Set(texts.flatMap((text) => text.toLowerCase().replace(/(^|\s)#.*$/gm, ' ').match(/[a-z0-9]+/g) ?? []));
  const counts = new Map<string, number>();
  const nodes = cluster.nodesByKind.get(kind) ?? [];
  for (const { object } of nodes) for (const part of new Set(tokensOf(object.name))) counts.set(part, (counts.get(part) ?? 0) + 1);
  return (name) => {
    const parts = tokensOf(name);
    let [heard, all] = [0, 0];
    for (const part of parts) {
      const weight = Math.log(1 + nodes.length / (counts.get(part) ?? 1));
      all += weight;
      if (part.length > 2 && spoken.has(part)) heard += weight;
    }
    // A name of one part is spoken of as it is, or not at all.
    return parts.length < 2 ? 0 : heard / all;
  };
}

/** What of a word is a name of several parts: `shop-db` of `--shop-db--x`. */
function severalParts(word: string): readonly string[] {
  if (!word.includes('-')) return [];
  const pieces = word.includes('--') || word.startsWith('-') || word.endsWith('-') ? word.split(/^-+|-{2,}|-$/) : [word];
  return pieces.filter((piece) => piece.includes('-'));
}

/** The files of a folder, and of those some steps below it. */
function filesUnder(tree: SourceTree | undefined, folder: string, steps: number): readonly TextFile[] {
  return (tree?.list(folder) ?? []).flatMap(({ name, kind }) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return kind === 'file' ? (tree?.file(path) ?? []) : kind === 'directory' && steps > 0 ? filesUnder(tree, path, steps - 1) : [];
  });
}

/** The files in the folder of a Kustomization that its build reads: components and bases elsewhere speak for all who share them. */
function filesOf({ source, build, path = '' }: Delivery): readonly TextFile[] {
  if (source.state !== 'local' || build === undefined) return [];
  const { tree } = source.artifact;
  const found: TextFile[] = [];
  for (const read of build.reads) {
    const file = isWithin(path, read) && tree.kindOf(read) === 'file' ? tree.file(read) : undefined;
    if (file !== undefined && found.push(file) > mostFiles) return [];
  }
  return found;
}

function textsOf(files: readonly TextFile[]): readonly string[] {
  return shortOnes(files.map(({ text }) => text));
}

/** The texts that are not long, as many as are not long together. */
function shortOnes(texts: readonly string[]): readonly string[] {
  let left = mostText;
  return texts.filter(({ length }) => length <= longestFile && (left -= length) >= 0);
}

/** 1 for a word of which no others speak, nothing for one of which a third of them does, such as an operator's in each annotation. */
function rarity(others: readonly { readonly speaksOf: Speaker }[], name: string): number {
  const share = others.filter(({ speaksOf }) => speaksOf(name) !== undefined).length / Math.max(1, others.length);
  return Math.max(0, 1 - 3 * share);
}

function sampleOf<T>(items: readonly T[]): readonly T[] {
  return items.length <= sampled ? items : Array.from({ length: sampled }, (_, index) => items[Math.floor((index * items.length) / sampled)]).flatMap((item) => item ?? []);
}

/** Of those who wait for what is listed, the share that waits for each other object too. */
function companionsOf(cluster: ClusterGraph, self: GraphNode | undefined, listed: ReadonlySet<string>): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const id of listed) {
    const users = (waitsIn(cluster).by.get(id) ?? []).filter((from) => from !== self?.id);
    const counts = new Map<string, number>();
    for (const from of users) for (const to of dependenciesOf(cluster, from)) counts.set(to, (counts.get(to) ?? 0) + 1);
    for (const [to, count] of counts) shares.set(to, Math.max(shares.get(to) ?? 0, count / users.length));
  }
  return shares;
}

/** Those that bring the object, directly or through others: it comes after them in any case. */
function bringersOf(cluster: ClusterGraph, self: GraphNode | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  for (let by = self?.appliedBy; by !== undefined && !found.has(by); by = cluster.nodes.get(by)?.appliedBy) found.add(by);
  return found;
}

/** Whether an object waits for an earlier step of its own, and no later one for it. */
function isLastStep(cluster: ClusterGraph, id: string, name: string): boolean {
  const isFamily = familiesIn(cluster);
  const isStep = (other: string): boolean => isFamily(other.slice(other.lastIndexOf('/') + 1), name);
  return dependenciesOf(cluster, id).some(isStep) && !(waitsIn(cluster).by.get(id) ?? []).some(isStep);
}

/** What the object of the same name waits for in other clusters, where another file declares it. */
function dependenciesElsewhere({ snapshot, outer }: CompletionScene, cluster: ClusterGraph, self: GraphNode | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  for (const other of snapshot.graph.clusters) {
    const twin = self === undefined || other === cluster ? undefined : other.nodes.get(self.id);
    if (twin !== undefined && twin.origin.file.uri !== outer.uri) for (const to of dependenciesOf(other, twin.id)) found.add(to);
  }
  return found;
}

function dependenciesOf(cluster: ClusterGraph, id: string): readonly string[] {
  return waitsIn(cluster).on.get(id) ?? [];
}
