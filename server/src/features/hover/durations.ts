/** Durations in words, and what holds where their companions are not written. */
import { durationSeconds, effectiveRetrySeconds, effectiveTimeoutSeconds } from '../../flux/durations.ts';
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
  return { span: position.onKey ? step.key : position.node, markdown: [`${codeSpan(position.node.text)} is ${spokenSeconds(seconds)}`, ...notes].join('\n\n') };
}

function notesOn(kind: string, at: string, root: YamlMap, written: string): readonly string[] {
  if (kind === 'Kustomization' && /^spec\.(interval|timeout|retryInterval)$/.test(at)) return kustomizationNotes(root, at);
  if (kind === 'HelmRelease' && at === 'spec.interval') return readString(root, 'spec', 'timeout') === undefined ? ['`timeout` is not set: 5 min for each action of Helm'] : [];
  if (/Repository$|^Bucket$/.test(kind) && at === 'spec.interval') return sourceNotes(kind, root);
  if (kind === 'Canary' && at === 'spec.analysis.interval') return analysisNotes(written);
  return [];
}

function kustomizationNotes(root: YamlMap, at: string): readonly string[] {
  const read = (name: string): string | undefined => readString(root, 'spec', name)?.value;
  const durations = { interval: read('interval'), timeout: read('timeout'), retryInterval: read('retryInterval') };
  const timeout = effectiveTimeoutSeconds(durations);
  const retry = effectiveRetrySeconds(durations);
  const given = durations.timeout === undefined ? undefined : durationSeconds(durations.timeout);
  const timeoutWords = timeout === undefined ? [] : durations.timeout === undefined ? [`\`timeout\` is not set: ${spokenSeconds(timeout)}, the interval less 30 s and never below 30 s`] : given !== undefined && given < timeout ? [`at least 30 s hold: ${spokenSeconds(timeout)}`] : [];
  const retryWords = retry === undefined || durations.retryInterval !== undefined ? [] : [`\`retryInterval\` is not set: after a failure again after ${spokenSeconds(retry)}`];
  if (at === 'spec.interval') return [...timeoutWords, ...retryWords];
  return at === 'spec.timeout' ? timeoutWords : [];
}

function sourceNotes(kind: string, root: YamlMap): readonly string[] {
  if (readString(root, 'spec', 'timeout') !== undefined || !['GitRepository', 'OCIRepository', 'HelmRepository', 'Bucket'].includes(kind)) return [];
  return ['`timeout` is not set: 1 min'];
}

function analysisNotes(written: string): readonly string[] {
  const seconds = parseGoDuration(written);
  const effective = analysisIntervalSeconds({ interval: written, stepWeights: [], mirror: false, match: [], metrics: [], hooks: [] });
  return seconds !== undefined && seconds < effective ? [`Flagger takes ${spokenSeconds(effective)}: nothing below 10 s`] : [];
}
