/** Rendered manifests as text, with the way back from each line to where it is written. */
import type { BuiltObject, KustomizeBuild } from '../kustomize/build.ts';
import { buildDirectory } from '../kustomize/buildDirectory.ts';
import type { ClusterGraph, Delivery } from '../graph/graph.ts';
import { parseObjectId, printObjectId, type ObjectId } from '../protocol/objectId.ts';
import type { RenderedObjects, RenderedTarget } from '../protocol/rendered.ts';
import { rangeOfSpan, TextFile, type Span } from '../text/textFile.ts';
import { printYaml } from '../yaml/printYaml.ts';
import type { PlainValue } from '../yaml/yamlValue.ts';
import type { Snapshot } from '../workspace/session.ts';
import { secretVariables, withoutSecrets } from '../graph/secretValues.ts';
import { entryUriOf, targetOfDelivery } from './renderedTargets.ts';
import { ignoredPaths } from './ignoredPaths.ts';
import { secretPrints } from './secretPrints.ts';

/** A rendered text and the built object behind each of its documents. */
export interface Rendered {
  readonly file: TextFile;
  readonly objects: readonly BuiltObject[];
  /** Names of variables whose values come from Secrets. */
  readonly secrets: ReadonlySet<string>;
  /** What keeps the build from being whole, in sentences. */
  readonly problems: readonly string[];
  /** The comments above the objects that name a fault or a hole, each with the place that it speaks of. */
  readonly remarks: readonly Remark[];
  /** Why there is nothing to show; the text says it too. `revision` means that Git could not give the files. */
  readonly failure?: { readonly kind: 'revision' | 'subject'; readonly words: string };
}

/** A fault or a hole of a build, as the text says it. */
export interface Remark {
  /** Offsets in the rendered text. */
  readonly start: number;
  readonly end: number;
  readonly place: Span | undefined;
}

/** Renders a target; what cannot be rendered says why in comments. `print` may remember what it printed before. */
export function render(snapshot: Snapshot, target: RenderedTarget, uri: string, print: (value: PlainValue) => string = printYaml): Rendered {
  const build = buildOf(snapshot, target);
  if (typeof build === 'string') return failedRendering(uri, 'subject', build);
  const told = [
    ...build.problems.map(({ message, span }) => ({ text: comment(`${placeWords(span)}: ${message}`), place: span })),
    ...build.unresolved.map(({ reason, what, span }) => ({ text: comment(`unresolved ${reason}: ${what}${span === undefined ? '' : ` (${placeWords(span)})`}`), place: span })),
  ];
  const begin = build.problems.length > 0 ? '# The build fails. Below is what could be built.\n' : '';
  const remarks: Remark[] = [];
  let head = begin;
  for (const { text, place } of told) {
    remarks.push({ start: head.length, end: head.length + text.length, place });
    head += text;
  }
  if (told.length > 0) head += '---\n';
  const secrets = secretVariables(build);
  const text = build.objects.map(({ root }) => print(withoutSecrets(root, secrets))).join('---\n');
  return { file: new TextFile(uri, uri, `${head}${text === '' ? '# nothing is applied\n' : text}`), objects: build.objects, secrets, remarks, problems: [...build.problems.map(({ message, span }) => `the build fails at ${placeWords(span)}: ${message}`), ...build.unresolved.map(({ reason, what }) => `unresolved ${reason}: ${what}`)] };
}

function placeWords(span: Span): string {
  return `${span.file.path}:${rangeOfSpan(span).start.line + 1}`;
}

/** The objects of a rendering as plain JSON, Secret values masked; with a key also the prints of these values. */
export function renderedObjects({ objects, secrets, failure, problems }: Rendered, printKey?: string): RenderedObjects {
  const words = failure?.words ?? problems[0];
  return {
    objects: objects.map(({ root }) => plainObject(withoutSecrets(root, secrets))),
    ...(words === undefined ? {} : { problem: words }),
    ...(printKey === undefined ? {} : { secretPrints: secretPrints(objects, printKey) }),
  };
}

/** Fields that the Flux Kustomization of a target leaves alone, by the index of the rendered object. */
export function findIgnoredPaths(snapshot: Snapshot, target: RenderedTarget, { objects }: Rendered): Readonly<Record<number, readonly string[]>> {
  const found = findDelivery(snapshot, target);
  return found === undefined ? {} : ignoredPaths(found.delivery.kustomization, objects);
}

/** The Flux Kustomizations below that of a target, level by level. */
export function findBelow(snapshot: Snapshot, target: RenderedTarget): readonly RenderedTarget[] {
  const found = findDelivery(snapshot, target);
  if (found === undefined) return [];
  const { cluster, delivery } = found;
  const below: Delivery[] = [];
  const isBelow = ({ parent, node }: Delivery, ids: ReadonlySet<string>): boolean => parent !== undefined && ids.has(parent) && node.id !== parent;
  for (let level: readonly Delivery[] = [delivery]; level.length > 0; ) {
    const ids = new Set(level.map(({ node }) => node.id));
    level = [...cluster.deliveries.values()].filter((one) => isBelow(one, ids) && one !== delivery && !below.includes(one));
    below.push(...level);
  }
  return below.map((one) => targetOfDelivery(cluster, one));
}

/** Which other Flux Kustomization of a target's entry point applies each of some objects, as `namespace/name` by object id. */
export function findAppliersElsewhere(snapshot: Snapshot, target: RenderedTarget, objects: readonly ObjectId[]): Readonly<Record<string, string>> {
  const found = findDelivery(snapshot, target);
  if (found === undefined) return {};
  return Object.fromEntries(
    objects.flatMap((object) => {
      const id = printObjectId(object);
      const owner = found.cluster.nodes.get(id)?.appliedBy;
      const applier = owner === undefined || owner === found.delivery.node.id ? undefined : parseObjectId(owner);
      return applier === undefined ? [] : [[id, `${applier.namespace ?? ''}/${applier.name}`]];
    }),
  );
}

/** Big integers become numbers, as the API server's JSON has them. */
function plainObject(value: PlainValue): Readonly<Record<string, unknown>> {
  const plain: unknown = JSON.parse(JSON.stringify(value, (_key, entry: unknown) => (typeof entry === 'bigint' ? Number(entry) : entry)));
  return typeof plain === 'object' && plain !== null ? { ...plain } : {};
}

/** A text of any number of lines as a YAML comment. */
function comment(text: string): string {
  return `# ${text.replaceAll('\n', '\n# ')}\n`;
}

/** A text that says in comments why there is nothing to show. */
export function failedRendering(uri: string, kind: 'revision' | 'subject', words: string): Rendered {
  return { file: new TextFile(uri, uri, comment(words)), objects: [], secrets: new Set(), problems: [], remarks: [], failure: { kind, words } };
}

function buildOf(snapshot: Snapshot, target: RenderedTarget): KustomizeBuild | string {
  if (target.kind === 'folder') {
    const found = snapshot.repositoryOf(target.uri);
    if (found === undefined || found.repository.tree.kindOf(found.path) !== 'directory') return 'This folder does not exist.';
    return buildDirectory(found.repository.tree, found.path, { reorder: 'legacy' });
  }
  const delivery = findDelivery(snapshot, target)?.delivery;
  if (delivery === undefined) return `No Flux Kustomization ${target.namespace}/${target.name} is applied here.`;
  if (delivery.build !== undefined) return delivery.build;
  return delivery.source.state === 'external' ? `Unresolved: ${delivery.source.why}.` : delivery.source.state === 'missing' ? 'Its source is not declared.' : `The folder ${delivery.path ?? ''} does not exist.`;
}

function findDelivery(snapshot: Snapshot, target: RenderedTarget): { readonly cluster: ClusterGraph; readonly delivery: Delivery } | undefined {
  if (target.kind !== 'fluxKustomization') return undefined;
  for (const cluster of snapshot.graph.clusters) {
    if (entryUriOf(cluster) !== target.entryUri) continue;
    for (const delivery of cluster.deliveries.values()) {
      const { object } = delivery.node;
      if (object.name === target.name && (object.namespace ?? '') === target.namespace) return { cluster, delivery };
    }
  }
  return undefined;
}
