/** Where the image of a Canary's target is written in Git: in a workload (after every patch, `images` entry, replacement and variable), in the values of the Helm release that makes it, or in the defaults of that release's chart. */
import { compareImages, readImageReference, writeAlike } from '../../flagger/imageReferences.ts';
import type { ClusterGraph } from '../../graph/graph.ts';
import { readHelmRelease, type HelmRelease } from '../../manifests/helmRelease.ts';
import type { CanaryFacts } from '../../protocol/clusterFacts.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import type { Span } from '../../text/textFile.ts';
import { parseEmbedded } from '../../yaml/parseEmbedded.ts';
import { readMaps, readScalar, readString } from '../../yaml/yamlReader.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import { holdsVariable } from '../faultPlace.ts';
import { findChartWriting } from './chartWriting.ts';
import { findChartDefaults, hasHiddenValues, type ChartDefaults } from './chartDefaults.ts';

/** The image of one container as Git has it. */
export interface ImageWriting {
  readonly container: string;
  readonly image: string;
  /** What a person would change: the image, the tag of an `images` entry, a variable's value, a value of a chart. */
  readonly span: Span;
  /** The text to put there so that Git asks for `image`; `undefined` where that text alone cannot say it. */
  readonly textFor: (image: string) => string | undefined;
  /** The chart that brings the image, where the span holds its version; and the one before it. */
  readonly chart?: { readonly name: string; readonly previous: string };
}

/** The images of a Canary's target in one cluster of the workspace; none where its source is not there, or where a variable that only the cluster has is in them. */
export function findImageWritings(cluster: ClusterGraph, canary: CanaryFacts): readonly ImageWriting[] {
  const { targetRef, namespace } = canary;
  const target = cluster.nodes.get(printObjectId({ kind: targetRef.kind, namespace, name: targetRef.name }));
  if (target !== undefined) return target.presence === 'declared' ? workloadWritings(target.manifest.root) : [];
  const { targetRelease } = canary;
  const node = targetRelease === undefined ? undefined : cluster.nodes.get(printObjectId({ kind: 'HelmRelease', ...targetRelease }));
  const release = node?.presence === 'declared' ? readHelmRelease(node.manifest) : undefined;
  return release === undefined || targetRelease === undefined ? [] : releaseWritings(cluster, release, targetRelease.namespace, canary);
}

function workloadWritings(workload: YamlMap): readonly ImageWriting[] {
  return readMaps(workload, 'spec', 'template', 'spec', 'containers').flatMap((entry) => {
    const container = readString(entry, 'name')?.value;
    const image = readString(entry, 'image');
    if (container === undefined || image === undefined || image.node.kind !== 'scalar' || holdsVariable(image.value)) return [];
    const span = lastWriting(image.node);
    return [{ container, image: image.value, span, textFor: (wanted) => textFor(span, image.value, writeAlike(image.value, wanted)) }];
  });
}

/** The step that set the version last, where it stands in a file; otherwise the scalar itself. */
function lastWriting(node: YamlScalar): Span {
  const last = node.changes?.findLast(({ span }) => span !== undefined);
  return last?.source ?? last?.span ?? node;
}

function textFor(span: Span, present: string, wanted: string): string | undefined {
  const written = span.file.text.slice(span.start, span.end).replace(/^(["'])(.*)\1$/s, '$2');
  return written === present ? wanted : replacePart(written, present, wanted);
}

/** What a part of an image (its tag, say) must become so that `present` turns into `wanted`; `undefined` when that part does not differ alone. */
function replacePart(part: string, present: string, wanted: string): string | undefined {
  const at = present.lastIndexOf(part);
  if (part === '' || at < 0) return undefined;
  const before = present.slice(0, at);
  const after = present.slice(at + part.length);
  return wanted.length >= before.length + after.length && wanted.startsWith(before) && wanted.endsWith(after) ? wanted.slice(before.length, wanted.length - after.length) : undefined;
}

/** What a chart makes of its values is not known here, so only a value that can be nothing else counts: the whole image, or its tag or digest where one value alone fits. */
function releaseWritings(cluster: ClusterGraph, release: HelmRelease, namespace: string, facts: CanaryFacts): readonly ImageWriting[] {
  const { canaryImages = {}, primaryImages = {} } = facts;
  const values = valueScalars(cluster, release, namespace);
  const isSet = new Set(values.map(({ path }) => path.join('\0')));
  const chart = findChartDefaults(cluster, release, namespace);
  const known = { texts: values.map(({ scalar }) => scalar.text), areHidden: hasHiddenValues(cluster, release, namespace) };
  return Object.entries(canaryImages).flatMap(([container, image]) => {
    const serving = primaryImages[container];
    if (serving === undefined || compareImages(serving, image) !== 'different') return [];
    const writing = (span: Span, textFor: ImageWriting['textFor'], more: Pick<ImageWriting, 'chart'> = {}): readonly ImageWriting[] => [{ container, image, span, textFor, ...more }];
    const value = findValue(values, image);
    const written = chart === undefined ? findChartWriting(cluster, release, facts, { failed: image, serving, values: known }) : undefined;
    if (written !== undefined && (value === undefined || (written.isCertain && !value.isNamed))) return writing(lastWriting(written.scalar), written.textFor, { chart: { name: written.chart, previous: written.previous } });
    // A version that stands alone among the values may be that of something else: where the chart has changed too, nobody is accused.
    if (value !== undefined) return value.isNamed || facts.targetRelease?.chart === undefined ? writing(lastWriting(value.scalar), (wanted) => valueFor(value.scalar.text, image, wanted)) : [];
    const byDefault = chart === undefined ? undefined : findValue(scalarsOf(chart.values), image, (path) => !isSet.has(path.join('\0')))?.scalar ?? appVersionOf(chart, image);
    // A chart that stands still until its version is raised is not put back by this text alone.
    return byDefault === undefined ? [] : writing(byDefault, (wanted) => (chart?.followsCommits === true ? valueFor(byDefault.text, image, wanted) : undefined));
  });
}

/** Charts that leave their tag empty take the version of their app; what says so is a template, so only an empty tag beside the image's name counts. */
function appVersionOf({ appVersion, values }: ChartDefaults, image: string): YamlScalar | undefined {
  const { repository, tag } = readImageReference(image);
  if (appVersion === undefined || appVersion.text !== tag) return undefined;
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const empty = scalarsOf(values).filter(({ scalar, key, beside }) => scalar.text === '' && /tag|version/i.test(key) && beside.some((text) => text === name || text.endsWith(`/${name}`)));
  return empty.length === 1 ? appVersion : undefined;
}

interface ChartValue {
  readonly scalar: YamlScalar;
  readonly key: string;
  /** The keys that lead to it, without positions in lists. */
  readonly path: readonly string[];
  /** Texts beside it in the same mapping. */
  readonly beside: readonly string[];
}

interface FoundValue {
  readonly scalar: YamlScalar;
  /** Whether it names the image, or stands beside its name. */
  readonly isNamed: boolean;
}

function findValue(all: readonly ChartValue[], image: string, counts: (path: readonly string[]) => boolean = () => true): FoundValue | undefined {
  const { repository, tag, digest } = readImageReference(image);
  const values = all.filter(({ path }) => counts(path));
  const whole = values.filter(({ scalar }) => /[/:@]/.test(scalar.text) && compareImages(scalar.text, image) === 'same');
  const versions = values.filter(({ scalar, key }) => (scalar.text === tag && /tag|version|image/i.test(key)) || (digest !== undefined && scalar.text === digest));
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const named = versions.filter(({ beside }) => beside.some((text) => text === name || text.endsWith(`/${name}`)));
  for (const candidates of [whole, named, versions]) {
    const [found, ...others] = candidates;
    if (found !== undefined && others.length === 0) return { scalar: found.scalar, isNamed: candidates !== versions };
  }
  return undefined;
}

function valueFor(written: string, present: string, wanted: string): string | undefined {
  const now = readImageReference(present);
  const then = readImageReference(wanted);
  if (written === now.tag) return then.tag;
  return written === now.digest ? then.digest : writeAlike(written, wanted);
}

function valueScalars(cluster: ClusterGraph, release: HelmRelease, namespace: string): readonly ChartValue[] {
  const sources = release.valuesFrom.flatMap((reference) => {
    const name = reference.name?.value;
    if (name === undefined || (reference.kind?.value ?? 'ConfigMap') !== 'ConfigMap') return [];
    const data = cluster.nodes.get(printObjectId({ kind: 'ConfigMap', namespace, name }))?.manifest.root;
    const scalar = readScalar(data, 'data', readString(reference.node, 'valuesKey')?.value ?? 'values.yaml');
    if (scalar === undefined) return [];
    const targetPath = readString(reference.node, 'targetPath')?.value;
    return targetPath === undefined ? parseEmbedded(scalar).documents.flatMap(({ root }) => scalarsOf(root)) : [{ scalar, key: targetPath, path: [], beside: [] }];
  });
  return [...sources, ...scalarsOf(release.values), ...release.postRenderers.flatMap((renderer) => scalarsOf(renderer))];
}

function scalarsOf(node: YamlNode | undefined, path: readonly string[] = []): readonly ChartValue[] {
  if (node === undefined || node.kind === 'scalar') return [];
  if (node.kind === 'seq') return node.items.flatMap((item) => scalarsOf(item, path));
  const beside = node.pairs.flatMap(({ value }) => (value.kind === 'scalar' ? [value.text] : []));
  return node.pairs.flatMap(({ key: { text: key }, value }) => (value.kind === 'scalar' ? [{ scalar: value, key, path: [...path, key], beside }] : scalarsOf(value, [...path, key])));
}
