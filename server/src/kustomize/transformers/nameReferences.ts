/** Fixes references to objects whose names changed (kustomize api/filters/nameref, namereferencetransformer.go). */
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import { YamlScalar as YamlScalarClass } from '../../yaml/yamlNode.ts';
import { BuildFault } from '../buildError.ts';
import { eachDraft, type StepContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { isNull, isStringScalar, mapItems, newKey, rewritten, textOf, withEntry, type Cause } from '../editNodes.ts';
import { editField, type FieldSpec } from '../fieldSpec.ts';
import { describeId, effectiveNamespace, isClusterScoped, isSelectedBy, type Gvk } from '../objectId.ts';
import type { NameReference } from '../transformerConfig.ts';

/** Rewrites all references in all objects. */
export function fixNameReferences(context: Pick<StepContext, 'drafts' | 'config' | 'findings'>): void {
  const drafts = context.drafts.all;
  const renamed = new Map<string, Draft[]>();
  for (const draft of drafts) {
    for (const name of new Set(draft.formerIds.map((id) => id.name))) {
      const list = renamed.get(name);
      if (list === undefined) renamed.set(name, [draft]);
      else list.push(draft);
    }
  }
  const { nameReference } = context.config;
  const index = new ReferenceIndex(nameReference);
  const unchanged = renamed.size === 0 ? unchangedBy(nameReference) : undefined;
  eachDraft(context, drafts, (draft) => {
    const { root: before, originalId: id } = draft;
    if (unchanged?.has(before) === true) return;
    checkSubjects(draft);
    const fixer = new Fixer(draft, drafts, renamed);
    for (const { target, spec } of index.ofKind(id.kind)) {
      if (!isSelectedBy(id, spec)) continue;
      // kustomize looks at the referrer's current kind once it was selected by its original one.
      const any: FieldSpec = { ...spec, group: '', version: '', kind: '', create: false };
      draft.root = editField(draft.root, any, { set: (node) => fixer.fix(node, target, spec.path), span: draft.origin });
    }
    if (draft.root === before) unchanged?.add(before);
  });
}

/** Objects in whose references nothing is wrong, by the fields that were looked at: where no object was renamed, they stay as they are. */
const soundReferences = new WeakMap<readonly NameReference[], WeakSet<YamlMap>>();

function unchangedBy(references: readonly NameReference[]): WeakSet<YamlMap> {
  let known = soundReferences.get(references);
  if (known === undefined) soundReferences.set(references, (known = new WeakSet<YamlMap>()));
  return known;
}

/** Fields that may hold names, by the referrer's kind. */
class ReferenceIndex {
  readonly #references: readonly NameReference[];
  readonly #byKind = new Map<string, readonly { target: Gvk; spec: FieldSpec }[]>();

  constructor(references: readonly NameReference[]) {
    this.#references = references;
  }

  ofKind(kind: string): readonly { target: Gvk; spec: FieldSpec }[] {
    let found = this.#byKind.get(kind);
    if (found === undefined) {
      found = this.#references.flatMap((target) => target.referrers.ofKind(kind).map((spec) => ({ target, spec })));
      this.#byKind.set(kind, found);
    }
    return found;
  }
}

class Fixer {
  readonly #referrer: Draft;
  readonly #drafts: readonly Draft[];
  readonly #renamed: ReadonlyMap<string, readonly Draft[]>;

  constructor(referrer: Draft, drafts: readonly Draft[], renamed: ReadonlyMap<string, readonly Draft[]>) {
    this.#referrer = referrer;
    this.#drafts = drafts;
    this.#renamed = renamed;
  }

  fix(node: YamlNode, target: Gvk, path: string): YamlNode {
    if (isNull(node)) return node;
    if (node.kind === 'scalar') return this.#scalar(node, target, path);
    if (node.kind === 'map') return this.#map(node, target, path);
    return mapItems(node, (item) => {
      if (isNull(item)) return item;
      if (item.kind === 'seq') throw new BuildFault('reference-form', 'a name, or a mapping with `name`, is expected here', item);
      return item.kind === 'scalar' ? this.#scalar(item, target, path) : this.#map(item, target, path);
    });
  }

  #scalar(node: YamlScalar, target: Gvk, path: string): YamlNode {
    const found = this.#select(node, this.#candidates(node.text), target, path, false);
    return found === undefined || found.id.name === node.text ? node : rewritten(node, found.id.name, causeOf(found));
  }

  #map(node: YamlMap, target: Gvk, path: string): YamlNode {
    const name = node.get('name');
    if (name === undefined) throw new BuildFault('reference-form', 'this reference has no `name`', node);
    const namespace = node.get('namespace');
    const text = textOf(name);
    let candidates = this.#candidates(text);
    if (namespace !== undefined) {
      const wanted = textOf(namespace);
      const inNamespace = (of: (draft: Draft) => string) => candidates.filter((draft) => of(draft) === wanted);
      const byOriginal = this.#hasOriginalNamespace(wanted) ? inNamespace((draft) => namespaceOf(draft, 'original')) : undefined;
      candidates = byOriginal ?? inNamespace((draft) => namespaceOf(draft, 'current'));
    }
    const found = this.#select(name, candidates, target, path, true);
    if (found === undefined || name.kind !== 'scalar') return node;
    const { id } = found;
    if (id.name === text && id.namespace === '') return node;
    let result = withEntry(node, 'name', id.name === text ? name : rewritten(name, id.name, causeOf(found)));
    if (id.namespace === '') return result;
    const old = namespace?.kind === 'scalar' && !isNull(namespace) ? namespace : undefined;
    const value = old === undefined ? newNamespace(found) : rewritten(old, id.namespace, causeOf(found, 'namespace'));
    result = withEntry(result, 'namespace', old?.text === id.namespace ? old : value, newKey(value, 'namespace'));
    return result;
  }

  /** Renamed objects that the referrer can refer to. */
  #candidates(name: string): readonly Draft[] {
    const renamed = this.#renamed.get(name) ?? [];
    return renamed.length === 0 ? renamed : renamed.filter((draft) => this.#isReachable(draft));
  }

  #isReachable(draft: Draft): boolean {
    const referrer = this.#referrer.id;
    if (isClusterScoped(referrer) || isClusterScoped(draft.id)) return true;
    return effectiveNamespace(draft.id) === effectiveNamespace(referrer) || (referrer.kind === 'RoleBinding' && subjectNamespaces(this.#referrer.root).has(draft.id.namespace));
  }

  #hasOriginalNamespace(namespace: string): boolean {
    return this.#drafts.some((draft) => namespaceOf(draft, 'original') === namespace && this.#isReachable(draft));
  }

  #select(place: YamlNode, candidates: readonly Draft[], target: Gvk, path: string, withNamespace: boolean): Draft | undefined {
    const name = textOf(place);
    const referrer = this.#referrer;
    const roleRef = path.endsWith('roleRef/name') ? roleRefOf(referrer.root) : undefined;
    let found = candidates.filter(
      (draft) =>
        draft.formerIds.some((id) => id.name === name) &&
        draft.formerIds.some((id) => isSelectedBy(id, target)) &&
        (roleRef === undefined || draft.formerIds.some((id) => isSelectedBy(id, roleRef))) &&
        sameNamespace(referrer, draft),
    );
    if (found.length === 1) return found[0];
    found = found.filter((draft) => sameAffixes(draft, referrer, true));
    if (found.length > 1) found = found.filter((draft) => sameAffixes(draft, referrer, false));
    const [first, ...others] = found;
    if (first === undefined) return undefined;
    if (others.every((other) => other.id.name === first.id.name && (!withNamespace || other.id.namespace === first.id.namespace))) return first;
    throw new BuildFault('reference-ambiguous', `\`${name}\` may mean several objects: ${found.map((draft) => `\`${describeId(draft.id)}\``).join(', ')}`, place);
  }
}

function causeOf(found: Draft, key = 'name'): Cause {
  return { by: 'nameReference', span: found.root.get('metadata', key) ?? found.root, detail: describeId(found.id) };
}

function newNamespace(found: Draft): YamlScalar {
  const cause = causeOf(found, 'namespace');
  return new YamlScalarClass(cause.span, found.id.namespace, 'plain', { tag: 'tag:yaml.org,2002:str', changes: [{ by: 'nameReference', span: cause.span, before: undefined, detail: cause.detail }] });
}

function namespaceOf(draft: Draft, which: 'original' | 'current'): string {
  const id = which === 'original' ? draft.originalId : draft.id;
  return isClusterScoped(id) ? '' : effectiveNamespace(id);
}

function sameNamespace(referrer: Draft, draft: Draft): boolean {
  if (isClusterScoped(referrer.id) || isClusterScoped(draft.id) || draft.id.kind === 'ServiceAccount') return true;
  return effectiveNamespace(referrer.id) === effectiveNamespace(draft.id);
}

/** kustomize refuses a ServiceAccount among the subjects whose namespace is there, but no text, and panics at a subject that is no mapping (api/resmap/reswrangler.go `getNamespacesForRoleBinding`). */
function checkSubjects({ id, root }: Draft): void {
  if (id.kind !== 'RoleBinding') return;
  const subjects = root.get('subjects');
  for (const subject of subjects?.kind === 'seq' ? subjects.items : []) {
    if (subject.kind !== 'map') throw new BuildFault('subject-form', 'a subject is a mapping with `kind` and `name`; kustomize breaks down at anything else', subject);
    const namespace = textOf(subject.get('kind')) === 'ServiceAccount' ? subject.get('namespace') : undefined;
    if (namespace !== undefined && !isStringScalar(namespace)) throw new BuildFault('subject-namespace', 'the `namespace` of this subject is no text', namespace);
  }
}

function subjectNamespaces(root: YamlMap): ReadonlySet<string> {
  const subjects = root.get('subjects');
  const result = new Set<string>();
  for (const subject of subjects?.kind === 'seq' ? subjects.items : []) {
    if (subject.kind === 'map' && textOf(subject.get('kind')) === 'ServiceAccount' && subject.get('namespace') !== undefined) result.add(textOf(subject.get('namespace')));
  }
  return result;
}

function roleRefOf(root: YamlMap): Gvk | undefined {
  const group = root.get('roleRef', 'apiGroup');
  const kind = root.get('roleRef', 'kind');
  return group === undefined || kind === undefined ? undefined : { group: textOf(group), version: '', kind: textOf(kind) };
}

function sameAffixes(left: Draft, right: Draft, allowEmpty: boolean): boolean {
  const same = (a: readonly string[], b: readonly string[]) => (allowEmpty && (a.length === 0 || b.length === 0)) || sameEnd(a, b);
  return same(left.memory.prefixes, right.memory.prefixes) && same(left.memory.suffixes, right.memory.suffixes);
}

function sameEnd(left: readonly string[], right: readonly string[]): boolean {
  const [shorter, longer] = left.length <= right.length ? [left, right] : [right, left];
  if (shorter.length === 0) return longer.length === 0;
  const offset = longer.length - shorter.length;
  return shorter.every((text, index) => longer[index + offset] === text);
}
