/** What may bring objects into a cluster that this workspace does not show: sources elsewhere, remote bases, builds that failed. */
import { nodesOfKind, type ClusterGraph, type Delivery } from '../graph/graph.ts';

/** Something of which not all objects are known. */
export interface UnknownPart {
  /** The only namespace that its objects can be in, as its `targetNamespace` moves them there; `undefined` for any. */
  readonly namespace: string | undefined;
  /** The only kinds that it can bring; `undefined` for any. */
  readonly kinds: ReadonlySet<string> | undefined;
  /** Whether a build failed: its own finding stands on the line at fault. */
  readonly failed: boolean;
}

/** Build problems after which all objects of the build are known nevertheless: only a value in them is wrong. */
const harmless = /^(json-patch|patch-|replica|replacement-|bad-|configuration-|schema-|field-path|id-conflict|generator-(exists|nothing|several)|key-twice)/;
/** Build problems that leave out what a generator makes, and nothing else. */
const generated = /^(file-(missing|form)|env-|literal-|generator-)/;
const generatedKinds: ReadonlySet<string> = new Set(['ConfigMap', 'Secret']);
/** Parts of a build that are not known but bring no objects that others name. */
const closed: ReadonlySet<string> = new Set(['helm', 'encrypted', 'unknown-variable']);

/** The parts of a cluster that are not known; to be derived from it. */
export function unknownParts(cluster: ClusterGraph): readonly UnknownPart[] {
  const parts = [...cluster.deliveries.values()].flatMap((delivery) => partsOf(delivery, cluster));
  const isMore = nodesOfKind(cluster, 'ResourceSet').length > 0 || cluster.entry.isPart === true;
  return isMore ? [...parts, { namespace: undefined, kinds: undefined, failed: false }] : parts;
}

function partsOf({ kustomization, source, build }: Delivery, { entry }: ClusterGraph): readonly UnknownPart[] {
  const namespace = kustomization.targetNamespace?.value;
  // What Flux was not told where to find brings nothing, unless the entry point itself was only guessed: who applied it by hand applied more.
  if (source.state === 'missing') return entry.by === 'kustomization' ? [{ namespace: undefined, kinds: undefined, failed: false }] : [];
  if (source.state === 'external' || build === undefined) return [{ namespace, kinds: undefined, failed: source.state === 'local' }];
  const codes = build.problems.map(({ code }) => code).filter((code) => !harmless.test(code));
  const lost = codes.filter((code) => !generated.test(code));
  const parts: UnknownPart[] = [];
  if (build.unresolved.some(({ reason }) => !closed.has(reason))) parts.push({ namespace, kinds: undefined, failed: false });
  if (lost.length > 0) parts.push({ namespace, kinds: undefined, failed: true });
  else if (codes.length > 0) parts.push({ namespace, kinds: generatedKinds, failed: true });
  return parts;
}

/** The unknown parts that may bring an object of a kind into a namespace; an object without a namespace may come from any. */
export function mayBring(parts: readonly UnknownPart[], kind: string, namespace: string | undefined): readonly UnknownPart[] {
  return parts.filter((part) => (part.kinds?.has(kind) ?? true) && (part.namespace === undefined || namespace === undefined || part.namespace === namespace));
}
