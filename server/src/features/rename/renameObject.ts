/** Renames an object: its own name, and every place that names it, in all files and repositories. */
import { clusterLabel } from '../../graph/clusterLabel.ts';
import { rewriteScalars, type Rewrite } from '../names/scalarEdits.ts';
import { allNameSitesOf, writtenPlace, type NameSite, type NameSites, type NodeInCluster } from '../names/nameSites.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import { readCanary, type Canary } from '../../manifests/canary.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { documentAt } from '../../yaml/yamlPath.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlEdit } from '../../yaml/yamlEdit.ts';
import { readBoolean, readString } from '../../yaml/yamlReader.ts';
import { placeInWords } from './placeInWords.ts';
import { outsideWarnings, recreationWarnings, rehashWarnings } from './recreation.ts';
import { renamedText, writtenFor, type NameChange } from './renamedNames.ts';
import { distinctEdits, isRefusal, overlap, type Refusal, type RenamePlan, type RenameWarning } from './renamePlan.ts';
import { judgeRename, type NewNames } from './verifyRename.ts';

/** The text of a name as it stands in its file, before the build changed it. */
export function writtenText(site: NameSite): string {
  if (site.scalar === undefined) return site.span.file.text.slice(site.span.start, site.span.end);
  return site.scalar.changes?.[0]?.before ?? site.scalar.text;
}

/** The plan, or why there is none. `newName` takes the place of the text that stands at the site. */
export function planObjectRename(snapshot: Snapshot, site: NameSite, newName: string): RenamePlan | Refusal {
  const group = new RenamedGroup(snapshot, allNameSitesOf(snapshot));
  const shared = group.collect(site, newName);
  if (shared !== undefined) return shared;
  group.followGenerated();
  const refusal = group.checkNames();
  if (refusal !== undefined) return refusal;
  const edits = group.edits();
  if (isRefusal(edits)) return edits;
  const { lost, rehashed } = judgeRename(snapshot, edits, group.newNames());
  if (lost !== undefined) return { refused: lost };
  return { edits, warnings: [...group.warnings, ...recreationWarnings(snapshot.graph, group.members), ...rehashWarnings(snapshot.graph, rehashed), ...outsideWarnings(snapshot.graph, group.members)] };
}

/** Why the object at a site cannot be renamed at all, before a new name is known. */
export function refusalAt(snapshot: Snapshot, site: NameSite): Refusal | undefined {
  for (const target of site.targets) {
    const refusal = refusalOf(snapshot, target);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

interface Member extends NodeInCluster {
  readonly change: NameChange;
}

/** The objects that get new names together: the same text defines them, or one reference names them. */
class RenamedGroup {
  readonly warnings: RenameWarning[] = [];
  readonly #snapshot: Snapshot;
  readonly #sites: NameSites;
  readonly #members = new Map<string, Member>();

  constructor(snapshot: Snapshot, sites: NameSites) {
    this.#snapshot = snapshot;
    this.#sites = sites;
  }

  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  /** Takes in what a site names, and all that shares a definition or a reference with it. */
  collect(site: NameSite, newName: string): Refusal | undefined {
    const todo: { readonly target: NodeInCluster; readonly from: NameSite; readonly text: string; readonly wanted: string }[] = [];
    const text = writtenText(site);
    for (const target of site.targets) todo.push({ target, from: site, text, wanted: newName });
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
      const { target, from } = next;
      if (this.#members.has(keyOf(target))) continue;
      const refusal = refusalOf(this.#snapshot, target);
      if (refusal !== undefined) return refusal;
      const written = writtenNameOf(target);
      if (written === undefined) return { refused: `The name of ${wordsOf(target)} is not written in a file` };
      const renamed = writtenFor(target.node, written, next.text, next.wanted);
      if (renamed === undefined) return { refused: `${wordsOf(target)} gets a part of its name from a prefix, suffix or hash: keep that part, or rename \`${written}\` where it is written (${placeInWords(this.#snapshot.graph, target.node.manifest.name?.node ?? target.node.origin)})` };
      const member = { ...target, change: { written, renamed } };
      this.#members.set(keyOf(target), member);
      for (const shared of this.#sites.of(target)) {
        if (shared.relation === 'patch') continue;
        const sharedText = writtenText(shared);
        const wanted = renamedText(target.node, member.change, sharedText);
        if (wanted === undefined) continue;
        for (const other of shared.targets) {
          if (this.#members.has(keyOf(other))) continue;
          if (shared.relation !== 'definition' && other.node.origin.file !== target.node.origin.file) this.#noteJoined(shared, other, from);
          todo.push({ target: other, from: shared, text: sharedText, wanted });
        }
      }
    }
    return undefined;
  }

  /** Objects that Flagger names after a renamed one: they get new names too, and so does what names them. */
  followGenerated(): void {
    for (const { cluster, node, change } of this.members) {
      const renamed = renamedText(node, change, node.object.name);
      for (const edge of cluster.edgesTo.get(node.id) ?? []) {
        const canaryNode = cluster.nodes.get(edge.from);
        const canary = canaryNode === undefined ? undefined : readCanary(canaryNode.manifest);
        if (canary === undefined || renamed === undefined || (edge.kind !== 'target' && edge.kind !== 'ingress')) continue;
        for (const { kind, to } of cluster.edgesFrom.get(edge.from) ?? []) {
          const made = kind === 'generates' ? cluster.nodes.get(to) : undefined;
          if (made?.presence !== 'implied' || !made.object.name.startsWith(node.object.name) || !followsName(made.object.kind, edge.kind, node.object.kind, canary)) continue;
          this.#members.set(keyOf({ cluster, node: made }), { cluster, node: made, change: { written: made.object.name, renamed: renamed + made.object.name.slice(node.object.name.length) } });
        }
      }
    }
  }

  /** The new names must be names, and free. */
  checkNames(): Refusal | undefined {
    for (const member of this.members) {
      const { cluster, node, change } = member;
      if (change.written === change.renamed) return { refused: `It is called \`${change.written}\` already` };
      const fault = nameFault(node.object.kind, change.renamed);
      if (fault !== undefined) return { refused: fault };
      const name = renamedText(node, change, node.object.name);
      const taken = name === undefined ? undefined : cluster.nodes.get(printObjectId({ ...node.object, name }));
      if (taken !== undefined && !this.#members.has(keyOf({ cluster, node: taken }))) return { refused: `There is a ${taken.object.kind} \`${name ?? ''}\` already (${placeInWords(this.#snapshot.graph, taken.manifest.name?.node ?? taken.origin)})` };
    }
    return undefined;
  }

  /** All edits. A name that a variable or another step makes is left to the check of the result. */
  edits(): readonly YamlEdit[] | Refusal {
    const rewrites: Rewrite[] = [];
    const edits: YamlEdit[] = [];
    const texts = new Map<NameSite, string>();
    for (const member of this.members) {
      for (const site of this.#sites.of(member)) {
        const written = writtenText(site);
        const text = site.relation === 'host' ? withHost(written, member) : site.relation === 'marker' ? renamedText(member.node, member.change, written) : this.#newText(site, member, written);
        if (text === undefined || text === written) continue;
        const known = texts.get(site);
        if (known !== undefined && known !== text) return { refused: `\`${written}\` in ${placeInWords(this.#snapshot.graph, site.span)} names objects that would get different names` };
        texts.set(site, text);
      }
    }
    for (const [site, text] of texts) {
      const blocked = uneditable(this.#snapshot, site.span.file, site.span.start);
      if (blocked !== undefined) return { refused: `${placeInWords(this.#snapshot.graph, site.span)} names it, and ${blocked}` };
      if (site.scalar === undefined) edits.push({ span: site.span, text });
      else rewrites.push({ place: site.span, before: writtenText(site), text });
    }
    const rewritten = rewriteScalars(rewrites);
    if ('blocked' in rewritten) return { refused: `${placeInWords(this.#snapshot.graph, rewritten.blocked)} names it in a text that cannot be edited safely` };
    const all = distinctEdits([...edits, ...rewritten]);
    return overlap(all) ? { refused: 'Two changes would touch the same text' } : all;
  }

  /** The names that the result must have. */
  newNames(): NewNames {
    const names: NewNames = new Map();
    for (const { cluster, node, change } of this.members) {
      const byId = names.get(cluster) ?? new Map<string, string>();
      names.set(cluster, byId);
      byId.set(node.id, renamedText(node, change, node.object.name) ?? node.object.name);
    }
    return names;
  }

  /** A site that also names others stays as it is, since those keep their names; of a choice of names only one changes. */
  #newText(site: NameSite, member: Member, written: string): string | undefined {
    if (site.scalar !== undefined && writtenPlace(site.scalar) === undefined) return undefined;
    if (site.relation === 'patch' && !written.includes('|') && !site.targets.every((target) => this.#members.has(keyOf(target)))) return undefined;
    return renamedText(member.node, member.change, written);
  }

  #noteJoined(site: NameSite, other: NodeInCluster, from: NameSite): void {
    const label = 'Renamed together';
    const description = `${placeInWords(this.#snapshot.graph, site.span)} also names ${wordsOf(other)} of ${clusterLabel(this.#snapshot.graph, other.cluster)}, which gets the new name too.`;
    if (from !== site && !this.warnings.some((known) => known.description === description)) this.warnings.push({ label, description });
  }
}

/** Whether what Flagger makes is named after the target, or after the Ingress: `service.name` takes the target's place for Services and routes. */
function followsName(madeKind: string, relation: 'target' | 'ingress', renamedKind: string, canary: Canary): boolean {
  if (relation === 'ingress') return madeKind === 'Ingress';
  return madeKind === renamedKind || (madeKind !== 'Ingress' && canary.service?.get('name') === undefined);
}

function keyOf({ cluster, node }: NodeInCluster): string {
  // A folder may be an entry point and be built by itself too: the place where the entry is written tells them apart.
  const { repository, path, span } = cluster.entry;
  return `${repository.rootUri}#${path}#${span.file.path}:${span.start}-${span.end}#${node.id}`;
}

function wordsOf({ node: { object } }: NodeInCluster): string {
  return `${object.kind} \`${object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`}\``;
}

function writtenNameOf({ node }: NodeInCluster): string | undefined {
  const scalar = node.manifest.name?.node;
  const place = scalar?.kind === 'scalar' ? writtenPlace(scalar) : undefined;
  if (scalar?.kind !== 'scalar' || place === undefined) return undefined;
  return place === scalar ? (scalar.changes?.[0]?.before ?? scalar.text) : place.text;
}

const ownPurpose: Readonly<Record<string, string>> = {
  Namespace: 'every object in it would move, which no tool can undo; change the objects\' namespaces first',
  CustomResourceDefinition: 'the name of a CustomResourceDefinition is made of its plural and its group',
};

function refusalOf(snapshot: Snapshot, target: NodeInCluster): Refusal | undefined {
  const { node, cluster } = target;
  const words = wordsOf(target);
  const purpose = ownPurpose[node.object.kind];
  if (purpose !== undefined) return { refused: `${words} cannot be renamed: ${purpose}` };
  if (node.presence === 'implied') return { refused: `${words} is written in no file: its name follows from ${placeInWords(snapshot.graph, node.origin)}` };
  const scalar = node.manifest.name?.node;
  const maker = scalar?.kind === 'scalar' ? scalar.changes?.findLast(({ by }) => by === 'substitution' || by === 'variable' || by === 'replacement' || by === 'transformer') : undefined;
  if (maker !== undefined) return { refused: `The name of ${words} is made by ${makerWords(maker.by, maker.detail)}${maker.span === undefined ? '' : ` (${placeInWords(snapshot.graph, maker.span)})`}: change it there` };
  if (scalar?.kind === 'scalar' && writtenPlace(scalar) === undefined) return { refused: `The name of ${words} is set by a patch: change it there` };
  const place = scalar ?? node.origin;
  const blocked = uneditable(snapshot, place.file, place.start);
  return blocked === undefined ? undefined : { refused: `${words} of ${clusterLabel(snapshot.graph, cluster)} cannot be renamed: ${blocked}` };
}

function makerWords(by: string, detail: string | undefined): string {
  const named = detail === undefined ? '' : ` \`${detail}\``;
  return by === 'substitution' || by === 'variable' ? `the variable${named}` : `a ${by}`;
}

/** Why a place cannot be edited; `undefined` where it can. */
function uneditable(snapshot: Snapshot, file: TextFile, offset: number): string | undefined {
  const found = snapshot.repositoryOf(file.uri);
  if (found === undefined || snapshot.file(file.uri) !== file) return 'it lies outside this workspace';
  const root = documentAt(yamlOf(file), offset)?.root;
  const sops = root?.kind === 'map' ? root.get('sops') : undefined;
  if (sops?.kind === 'map' && readString(sops, 'mac') !== undefined && readBoolean(sops, 'mac_only_encrypted')?.value !== true) {
    return 'SOPS has signed the file with a checksum that covers every value: change it with `sops`';
  }
  return undefined;
}

/** Why a text is no name of a kind (k8s.io/apimachinery validation of path segments, DNS subdomains and DNS labels). */
export function nameFault(kind: string, name: string): string | undefined {
  if (/^(Cluster)?Role(Binding)?$/.test(kind)) return name === '' || name === '.' || name === '..' || /[/%]/.test(name) ? `\`${name}\` is no name: \`/\` and \`%\` may not stand in it` : undefined;
  const isLabel = kind === 'Service' || kind === 'Canary';
  const limit = isLabel ? 63 : 253;
  if (name.length > limit) return `\`${name}\` is too long: a ${kind} may have ${limit} characters`;
  const pattern = isLabel ? /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/ : /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
  if (pattern.test(name)) return undefined;
  return `\`${name}\` is no name: small letters, digits${isLabel ? '' : ', `.`'} and \`-\`, with a letter or digit at both ends`;
}

function withHost(url: string, { node, change }: Member): string | undefined {
  const match = /^(https?:\/\/)([^.:/]+)/.exec(url);
  const host = match?.[2];
  const renamed = host === undefined ? undefined : renamedText(node, change, host);
  return match === null || renamed === undefined ? undefined : `${match[1] ?? ''}${renamed}${url.slice(match[0].length)}`;
}

