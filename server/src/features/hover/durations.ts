/** Durations in words, and what holds where their companions are not written. */
import { durationSeconds, formatDuration, effectiveRetrySeconds, effectiveTimeoutSeconds } from '../../flux/durations.ts';
import { parseGoDuration } from '../../flagger/durations.ts';
import { analysisIntervalSeconds } from '../../flagger/canarySpec.ts';
import { nodesAt } from '../../graph/queries.ts';
import { codeSpan } from '../../protocol/markdownText.ts';
import { readManifest } from '../../manifests/manifest.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { keysOf, positionAt } from '../../yaml/yamlPath.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';
import { readString } from '../../yaml/yamlReader.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { spokenSeconds } from '../canaryWords.ts';
import type { Hover } from '../hover.ts';

/** Keys that hold durations of Flux and Flagger. */
const durationKeys: ReadonlySet<string> = new Set(['interval', 'timeout', 'retryInterval', 'reconcileTimeout', 'backendTimeout', 'perTryTimeout', 'maxAge']);

/** The hover on a duration's value or key in an object of Flux or Flagger. */
export function findDurationHover(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const position = positionAt(yamlOf(file), offset);
  const step = position?.steps.at(-1);
  if (position?.node.kind !== 'scalar' || step === undefined || !('key' in step) || !durationKeys.has(step.key.text)) return undefined;
  const root = position.document.root;
  const manifest = root?.kind === 'map' ? readManifest(root) : undefined;
  if (manifest === undefined || !/(^|\.)(fluxcd\.io|controlplane\.io)\/|^flagger\.app\//.test(manifest.apiVersion)) return undefined;
  const seconds = parseGoDuration(position.node.text);
  if (seconds === undefined || position.node.text === '') return undefined;
  const effective = nodesAt(snapshot.graph, file.uri, manifest.root.start)[0]?.node.manifest.root ?? manifest.root;
  const notes = notesOn(manifest.kind, keysOf(position).join('.'), effective, position.node.text);
  // `5m` needs no words; `90m` may.
  const words = formatDuration(seconds) === position.node.text ? [] : [`${codeSpan(position.node.text)} is ${spokenSeconds(seconds)}`];
  const said = [...words, ...notes];
  return said.length === 0 ? undefined : { span: position.onKey ? step.key : position.node, markdown: said.join('\n\n') };
}

/** What happens at a place and when, with what holds for the durations beside it. */
function notesOn(kind: string, at: string, root: YamlMap, written: string): readonly string[] {
  if (kind === 'Kustomization' && /^spec\.(interval|timeout|retryInterval)$/.test(at)) return kustomizationNotes(root, at);
  if (kind === 'HelmRelease') return releaseNotes(root, at, written);
  if (/Repository$|^Bucket$/.test(kind) && kind !== 'ImageRepository') return sourceNotes(kind, at, root, written);
  if (kind === 'Canary' && at === 'spec.analysis.interval') return analysisNotes(written);
  return [];
}

function kustomizationNotes(root: YamlMap, at: string): readonly string[] {
  const read = (name: string): string | undefined => readString(root, 'spec', name)?.value;
  const durations = { interval: read('interval'), timeout: read('timeout'), retryInterval: read('retryInterval') };
  const interval = durations.interval === undefined ? undefined : durationSeconds(durations.interval);
  const timeout = effectiveTimeoutSeconds(durations);
  const retry = effectiveRetrySeconds(durations);
  const given = durations.timeout === undefined ? undefined : durationSeconds(durations.timeout);
  const limit = timeout === undefined ? [] : durations.timeout === undefined ? [`\`timeout\` is not set: ${spokenSeconds(timeout)}, the interval less 30 s and never below 30 s`] : given !== undefined && given < timeout ? [`at least 30 s hold: ${spokenSeconds(timeout)}`] : [`A run is given up after ${spokenSeconds(timeout)} (\`timeout\`).`];
  const again = retry === undefined ? [] : durations.retryInterval === undefined ? [`\`retryInterval\` is not set: after a failure again after ${spokenSeconds(retry)}`] : [`After a failure it runs again after ${spokenSeconds(retry)} (\`retryInterval\`).`];
  if (at === 'spec.interval') return [...(interval === undefined ? [] : [`Applied every **${spokenSeconds(interval)}**, also when nothing changed, and at once when the source has a new revision.`]), ...limit, ...again];
  if (at === 'spec.timeout') return [...(timeout === undefined ? [] : [`Build, apply and the wait for health are given up after **${spokenSeconds(timeout)}** together.`]), ...(given !== undefined && timeout !== undefined && given < timeout ? limit : []), ...again];
  return retry === undefined ? [] : [`After any failed run it runs again after **${spokenSeconds(retry)}**, each time the same${interval === undefined ? '' : `; after a good one after ${spokenSeconds(interval)} (\`interval\`)`}.`];
}

function releaseNotes(root: YamlMap, at: string, written: string): readonly string[] {
  const seconds = durationSeconds(written);
  const words = seconds === undefined ? '' : `**${spokenSeconds(seconds)}**`;
  const timeout = readString(root, 'spec', 'timeout')?.value;
  const given = timeout === undefined ? undefined : durationSeconds(timeout);
  if (at === 'spec.interval') return [`Compared with what is installed every ${words}; Helm acts only when chart, values or release changed.`, timeout === undefined ? '`timeout` is not set: 5 min for each action of Helm' : given === undefined ? '' : `Each action of Helm is given up after ${spokenSeconds(given)} (\`timeout\`).`].filter((line) => line !== '');
  const action = /^spec\.(?:(install|upgrade|rollback|uninstall|test)\.)?timeout$/.exec(at);
  return action === null ? [] : [`${action[1] === undefined ? 'Each action of Helm (install, upgrade, test, rollback, uninstall)' : `Helm's ${action[1]}`} is given up after ${words}, and counts as failed then.`];
}

function sourceNotes(kind: string, at: string, root: YamlMap, written: string): readonly string[] {
  if (!['GitRepository', 'OCIRepository', 'HelmRepository', 'Bucket'].includes(kind)) return [];
  const seconds = durationSeconds(written);
  if (seconds === undefined) return [];
  if (at === 'spec.timeout') return [`A fetch is given up after **${spokenSeconds(seconds)}**; what was fetched last stays in use.`];
  if (at !== 'spec.interval') return [];
  return [`Looks for a new revision every **${spokenSeconds(seconds)}**; what reads it runs as soon as there is one.`, ...(readString(root, 'spec', 'timeout') === undefined ? ['`timeout` is not set: 1 min'] : [])];
}

function analysisNotes(written: string): readonly string[] {
  const seconds = parseGoDuration(written);
  const effective = analysisIntervalSeconds({ interval: written, stepWeights: [], mirror: false, match: [], metrics: [], hooks: [] });
  return seconds !== undefined && seconds < effective ? [`Flagger takes ${spokenSeconds(effective)}: nothing below 10 s`] : [];
}
