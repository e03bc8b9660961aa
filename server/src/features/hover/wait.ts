/** What `wait` of a Flux Kustomization means here: how many objects must be healthy, how long, and who waits for that. */
import { effectiveTimeoutSeconds } from '../../flux/durations.ts';
import { nodesAt } from '../../graph/queries.ts';
import { isFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readManifest } from '../../manifests/manifest.ts';
import { escapeMarkdown } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { keysOf, positionAt } from '../../yaml/yamlPath.ts';
import { readMaps, readString } from '../../yaml/yamlReader.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';
import { spokenSeconds } from '../canaryWords.ts';
import type { Hover } from '../hover.ts';

/** The hover on the key or value of `spec.wait`. */
export function findWaitHover(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const position = positionAt(yamlOf(file), offset);
  const step = position?.steps.at(-1);
  const root = position?.document.root;
  if (position?.node.kind !== 'scalar' || step === undefined || !('key' in step) || root?.kind !== 'map' || keysOf(position).join('.') !== 'spec.wait') return undefined;
  const manifest = readManifest(root);
  if (manifest === undefined || !isFluxKustomization(manifest)) return undefined;
  const nodes = nodesAt(snapshot.graph, file.uri, manifest.root.start).filter(({ node }) => node.object.kind === 'Kustomization');
  const counts = new Set(nodes.map(({ cluster, node }) => cluster.deliveries.get(node.id)?.applies.length ?? 0));
  const waiting = [...new Set(nodes.flatMap(({ cluster, node }) => (cluster.edgesTo.get(node.id) ?? []).filter(({ kind }) => kind === 'dependsOn').flatMap(({ from }) => cluster.nodes.get(from)?.object.name ?? [])))];
  const isOn = position.node.text === 'true';
  const lines = [isOn ? waitingWords(nodes[0]?.node.manifest.root ?? manifest.root, counts) : appliedWords(manifest.root), ...dependantWords(waiting, isOn)];
  return { span: position.onKey ? step.key : position.node, markdown: lines.join('\n\n') };
}

function waitingWords(root: YamlMap, counts: ReadonlySet<number>): string {
  const [count] = counts;
  const objects = counts.size !== 1 || count === undefined || count === 0 ? 'all objects that it applies are' : count === 1 ? 'the one object that it applies is' : `all ${count} objects that it applies are`;
  const seconds = effectiveTimeoutSeconds({ interval: readString(root, 'spec', 'interval')?.value, timeout: readString(root, 'spec', 'timeout')?.value });
  return `Ready only when ${objects} healthy${seconds === undefined ? '' : `; failed when that takes more than ${spokenSeconds(seconds)}`}.`;
}

function appliedWords(root: YamlMap): string {
  const checks = readMaps(root, 'spec', 'healthChecks').length;
  return checks === 0 ? 'Ready as soon as everything is applied, healthy or not.' : `Ready when everything is applied and ${checks === 1 ? 'its health check passes' : `its ${checks} health checks pass`}.`;
}

function dependantWords(names: readonly string[], isOn: boolean): readonly string[] {
  if (names.length === 0) return [];
  const listed = escapeMarkdown(names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', '));
  return [`Until then ${listed} ${names.length === 1 ? 'waits' : 'wait'}${isOn ? '' : ', and not for health'}.`];
}
