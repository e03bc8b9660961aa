/** An object under construction: its immutable tree, and what kustomize remembers about it during a build. */
import type { Span } from '../text/textFile.ts';
import type { Change, YamlMap } from '../yaml/yamlNode.ts';
import type { BuildProblem } from './build.ts';
import { BuildFault } from './buildError.ts';
import { emptyMap, isNilOrEmpty, isNull, textOf, withPath } from './editNodes.ts';
import { flawsOf } from './readObjects.ts';
import { withShares } from './sharedValues.ts';
import { effectiveNamespace, groupVersionOf, type Gvk, type ObjectId } from './objectId.ts';

/** A former identity: effective namespace, name and kind. Group and version are always the current ones. */
export interface FormerId {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
}

/** How a generated object meets an existing one. */
export type Behavior = 'create' | 'merge' | 'replace';

/** What `buildMetadata` writes about where an object or a transformation comes from (kustomize api/resource/origin.go). */
export interface OriginRecord {
  readonly path?: string | undefined;
  readonly repo?: string | undefined;
  readonly ref?: string | undefined;
  readonly configuredIn?: string | undefined;
  readonly configuredBy?: { readonly apiVersion: string; readonly kind: string; readonly name?: string | undefined; readonly namespace?: string | undefined } | undefined;
}

/** What kustomize keeps in build annotations. A patch that replaces an object's annotations loses it. */
export interface BuildMemory {
  readonly former: readonly FormerId[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  readonly needsHash: boolean;
  readonly behavior: Behavior | undefined;
}

/** Among annotations that the object had (`own`), or in ones that kustomize made before or after the object had labels: in the order of its metadata they come before or behind these. */
export type MemoryPlace = 'own' | 'before-labels' | 'behind-labels';

const noMemory: BuildMemory = { former: [], prefixes: [], suffixes: [], needsHash: false, behavior: undefined };

/** The memory that an object brings in its own annotations: kustomize keeps it nowhere else. */
function memoryOf(root: YamlMap): BuildMemory {
  const annotations = root.get('metadata', 'annotations');
  if (annotations?.kind !== 'map' || !annotations.pairs.some(({ key }) => key.text.startsWith(memoryDomain))) return noMemory;
  const text = (key: string) => textOf(annotations.get(memoryDomain + key));
  const list = (key: string) => (annotations.get(memoryDomain + key) === undefined ? [] : text(key).split(','));
  const [names, namespaces, kinds] = [list('previousNames'), list('previousNamespaces'), list('previousKinds')];
  const behavior = text('generatorBehavior');
  return {
    former: names.map((name, index) => ({ name, namespace: namespaces[index] ?? '', kind: kinds[index] ?? '' })),
    prefixes: list('prefixes'),
    suffixes: list('suffixes'),
    needsHash: text('needsHashSuffix') === 'enabled',
    behavior: behavior === 'create' || behavior === 'merge' || behavior === 'replace' ? behavior : undefined,
  };
}

/** What an object is called and remembers as it is read: found once for each version of it, however often it is built. */
function readIdentity(root: YamlMap): { readonly id: ObjectId; readonly memory: BuildMemory } {
  return { id: idOfRoot(root), memory: memoryOf(root) };
}

/** What a schema says of the kinds that kustomize does not know. */
export interface Scopes {
  /** Whether no schema says anything. */
  readonly isDefault: boolean;
  isCluster(gvk: Gvk): boolean | undefined;
}

/** Begins the names of the annotations in which kustomize keeps what it knows of an object during a build. */
const memoryDomain = 'internal.config.kubernetes.io/';

let changes = 0;

/** How often the tree of any draft was put in another one's place: as long as that stands still, no draft's identity changes. */
export function changesOfDrafts(): number {
  return changes;
}

/** An object under construction. Only `root` and the small records change; nodes never do. */
export class Draft {
  /** The document or generator entry that brought it. */
  readonly origin: Span;
  /** Whether it may hold scalars that change when kustomize writes and reads them. */
  isFragile: boolean;
  /** Names of the vars that read from it. */
  variables: readonly string[] = [];
  /** Says which kinds have no namespace. */
  #scopes: Scopes | undefined;
  #root: YamlMap;
  #memory: BuildMemory = noMemory;
  #memoryPlace: MemoryPlace = 'own';
  #id: ObjectId | undefined;
  #formerIds: readonly ObjectId[] | undefined;
  #shares: readonly Change[] = [];
  /** The tree as read, and why it could not be printed. */
  readonly #read: YamlMap;
  readonly #flaws: readonly BuildProblem[];

  constructor(root: YamlMap, origin: Span, flaws: readonly BuildProblem[] = [], isFragile = false, scopes?: Scopes) {
    this.#scopes = scopes;
    this.#root = root;
    this.#read = root;
    const { id, memory } = root.derived(readIdentity);
    this.#id = id;
    this.#memory = memory;
    this.origin = origin;
    this.#flaws = flaws;
    this.isFragile = isFragile;
  }

  get root(): YamlMap {
    return this.#root;
  }

  set root(root: YamlMap) {
    if (root === this.#root) return;
    changes++;
    this.#root = this.#shares.length === 0 ? root : withShares(root, this.#shares);
    this.#id = undefined;
    this.#formerIds = undefined;
  }

  /** Why the object cannot be printed as JSON as it is now, such as a duplicate key. */
  get flaws(): readonly BuildProblem[] {
    return this.#root === this.#read ? this.#flaws : flawsOf(this.#root).flaws;
  }

  get memory(): BuildMemory {
    return this.#memory;
  }

  set memory(memory: BuildMemory) {
    const isFirst = !this.hasMemory;
    this.#memory = memory;
    this.#formerIds = undefined;
    // kustomize keeps it in annotations, so that a null there becomes a mapping.
    const annotations = this.#root.get('metadata', 'annotations');
    if (isFirst) this.#memoryPlace = annotations !== undefined ? 'own' : this.#root.get('metadata', 'labels') === undefined ? 'before-labels' : 'behind-labels';
    if (this.hasMemory && annotations !== undefined && isNull(annotations)) this.root = withPath(this.#root, ['metadata', 'annotations'], emptyMap(annotations));
  }

  /** Whether kustomize has build annotations on it, which make `metadata.annotations` exist. */
  get hasMemory(): boolean {
    const { former, prefixes, suffixes, needsHash, behavior } = this.#memory;
    return former.length > 0 || prefixes.length > 0 || suffixes.length > 0 || needsHash || behavior !== undefined;
  }

  /** Where the annotations stand in which kustomize keeps it. */
  get memoryPlace(): MemoryPlace {
    return this.hasMemory ? this.#memoryPlace : 'own';
  }

  /** A copy that shares the tree; changes to one do not show in the other. */
  clone(): Draft {
    const copy = new Draft(this.#read, this.origin, this.#flaws, this.isFragile, this.#scopes);
    copy.#root = this.#root;
    copy.#memory = this.#memory;
    copy.#memoryPlace = this.#memoryPlace;
    copy.#id = this.#id;
    copy.#formerIds = this.#formerIds;
    copy.variables = this.variables;
    copy.#shares = this.#shares;
    return copy;
  }

  /** Notes that all values which begin with this change are one node for kustomize: whoever changes one changes all. */
  share(change: Change): void {
    this.#shares = [...this.#shares, change];
  }

  /** Forgets what is shared: kustomize has made a copy of everything. */
  breakShares(): void {
    this.#shares = [];
  }

  /** Whether no schema of the build says which kinds have a namespace: one that is met on the way changes identities. */
  get hasFixedScope(): boolean {
    return this.#scopes?.isDefault !== false;
  }

  /** The current identity. */
  get id(): ObjectId {
    const isStale = this.#id !== undefined && this.#scopes?.isDefault === false && this.#scopes.isCluster(this.#id) !== this.#id.isCluster;
    if (this.#id === undefined || isStale) this.#id = idOfRoot(this.#root, this.#scopes);
    return this.#id;
  }

  get gvk(): Gvk {
    return this.id;
  }

  /** Former identities, oldest first. */
  get formerIds(): readonly ObjectId[] {
    const { group, version } = this.id;
    return (this.#formerIds ??= this.#memory.former.map(({ namespace, name, kind }) => ({ group, version, kind, name, namespace })));
  }

  /** The identity as first read. */
  get originalId(): ObjectId {
    return this.formerIds[0] ?? this.id;
  }

  /** Remembers the current identity before a step changes it. */
  rememberId(): void {
    const { id } = this;
    if (id.kind === '' || id.name === '') throw new BuildFault('id-lost', 'this object has lost its `kind` or `metadata.name`, and kustomize cannot go on', this.origin);
    if (`${id.name}${id.namespace}${id.kind}`.includes(',')) throw new BuildFault('id-comma', `kustomize keeps former names in a list with commas, so that it cannot change an object whose name is \`${id.name}\``, this.#root.get('metadata', 'name') ?? this.origin);
    this.memory = { ...this.#memory, former: [...this.#memory.former, { namespace: effectiveNamespace(id), name: id.name, kind: id.kind }] };
  }

  /** Forgets everything that kustomize keeps in annotations. */
  forget(): void {
    this.memory = noMemory;
  }
}

/** Whether a patch allows itself, in an annotation, to change the name or the kind of its object. */
export function allowsChange(patch: YamlMap, what: 'Name' | 'Kind'): boolean {
  const annotations = patch.get('metadata', 'annotations');
  return annotations?.kind === 'map' && textOf(annotations.get(`${memoryDomain}allow${what}Change`)) === 'enabled';
}

/** The identity of an object's tree (kyaml `GetKind`, `GetName`, `GetNamespace`). */
export function idOfRoot(root: YamlMap, scopes?: Scopes): ObjectId {
  const metadata = root.get('metadata');
  const text = (key: string) => {
    const node = metadata?.kind === 'map' ? metadata.get(key) : undefined;
    return isNilOrEmpty(node) ? '' : textOf(node);
  };
  const gvk = { ...groupVersionOf(textOf(root.get('apiVersion'))), kind: textOf(root.get('kind')) };
  const isCluster = scopes?.isCluster(gvk);
  return { ...gvk, name: text('name'), namespace: text('namespace'), ...(isCluster === undefined ? {} : { isCluster }) };
}
