/**
 * The gotcha of Flagger: a failed rollout is rolled back in the cluster while Git still asks for the version that failed.
 * Puts a warning on the very scalar that the image comes from.
 */
import type { ClusterGraph, WorkspaceGraph } from '../../graph/graph.ts';
import type { CanaryFacts, ClusterFacts } from '../../protocol/clusterFacts.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import { readMaps, readString, type Located } from '../../yaml/yamlReader.ts';
import type { YamlMap, YamlNode } from '../../yaml/yamlNode.ts';
import type { Finding, Severity } from '../rule.ts';

/** Id of the finding: the diagnostic's code and the key in the settings. */
export const rolledBackRule = 'canary/rolled-back';

/** What the quick fix needs: the text to put in place of the span. */
export interface RolledBackData {
  readonly replacement: string;
  readonly serving: string;
  readonly desired: string;
  readonly canary: { readonly namespace: string; readonly name: string };
}

/** A finding for each image line that holds the version of a failed rollout. Facts that are not live say nothing. */
export function findRolledBackImages(graph: WorkspaceGraph, facts: ClusterFacts, levels: Readonly<Record<string, Severity | 'off'>>): readonly Finding[] {
  const level = levels[rolledBackRule];
  if (level === 'off' || facts.connection === 'none') return [];
  const failed = facts.canaries.filter(({ phase }) => phase === 'Failed');
  const findings = failed.flatMap((canary) => graph.clusters.flatMap((cluster) => judgeCanary(cluster, canary, level ?? 'warning')));
  const seen = new Set<string>();
  return findings.filter(({ span }) => {
    const key = `${span.file.uri}:${span.start}`;
    return !seen.has(key) && seen.add(key);
  });
}

function judgeCanary(cluster: ClusterGraph, canary: CanaryFacts, severity: Severity): readonly Finding[] {
  const { targetRef, namespace, name, primaryImages = {}, canaryImages = {} } = canary;
  const target = cluster.nodes.get(printObjectId({ kind: targetRef.kind, namespace, name: targetRef.name }));
  if (target === undefined || target.presence !== 'declared') return [];
  return containersOf(target.manifest.root).flatMap(({ container, image }) => {
    const serving = primaryImages[container];
    // Only the very version that failed is at fault: Git may have moved on since.
    if (serving === undefined || image.value === serving || canaryImages[container] !== image.value) return [];
    const place = imagePlace(image.node, image.value, serving);
    const reason = canary.failureReason === '' ? 'the rollout failed' : `the rollout failed (${canary.failureReason})`;
    const data: RolledBackData = { replacement: place.replacement, serving, desired: image.value, canary: { namespace, name } };
    return [{ rule: rolledBackRule, severity, span: place.node, message: `Git says \`${image.value}\`, the cluster serves \`${serving}\`: ${reason}`, related: [], data }];
  });
}

function containersOf(workload: YamlMap): readonly { readonly container: string; readonly image: Located<string> }[] {
  return readMaps(workload, 'spec', 'template', 'spec', 'containers').flatMap((container) => {
    const name = readString(container, 'name');
    const image = readString(container, 'image');
    return name === undefined || image === undefined ? [] : [{ container: name.value, image }];
  });
}

/** Where the version is written, and what to write there: the whole image, or the tag of the `images:` entry or variable that last set it. */
function imagePlace(node: YamlNode, desired: string, serving: string): { readonly node: YamlNode | NonNullable<Finding['span']>; readonly replacement: string } {
  const last = node.kind === 'scalar' ? node.changes?.findLast(({ span }) => span !== undefined) : undefined;
  if (last?.span === undefined) return { node, replacement: serving };
  const written = last.span.file.text.slice(last.span.start, last.span.end).replace(/^["']|["']$/g, '');
  const replacement = written === desired ? serving : replacePart(written, desired, serving);
  return { node: last.span, replacement: replacement ?? serving };
}

/** What a part of an image (its tag, say) must become so that `desired` turns into `serving`; `undefined` when that part does not differ alone. */
function replacePart(part: string, desired: string, serving: string): string | undefined {
  const at = desired.lastIndexOf(part);
  if (part === '' || at < 0) return undefined;
  const before = desired.slice(0, at);
  const after = desired.slice(at + part.length);
  return serving.startsWith(before) && serving.endsWith(after) ? serving.slice(before.length, serving.length - after.length) : undefined;
}
