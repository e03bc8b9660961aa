/** Reports durations of Flux objects that the API server refuses. */
import { durationSeconds, formatDuration } from '../../flux/durations.ts';
import { groupOf, type Manifest } from '../../manifests/manifest.ts';
import type { YamlScalar } from '../../yaml/yamlNode.ts';
import { readScalar } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Fields with a duration, by kind; `*` stands for all kinds of Flux. */
const fields: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '*': [['interval'], ['timeout'], ['retryInterval']],
  HelmRelease: [
    ['chart', 'spec', 'interval'],
    ...['install', 'upgrade', 'test', 'rollback', 'uninstall'].map((action) => [action, 'timeout']),
    ...['install', 'upgrade'].map((action) => [action, 'strategy', 'retryInterval']),
  ],
};

/** Error on `interval: 1d`, and on hours in the timeout of a source. */
export const fluxBadDuration: ManifestRule = {
  id: 'flux/bad-duration',
  scope: 'manifest',
  kinds: ['Kustomization', 'HelmRelease', 'GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket', 'ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation', 'Receiver', 'Provider'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller api/v1/kustomization_types.go and fluxcd/source-controller api/v1/gitrepository_types.go: patterns of interval and timeout',
  summary: 'A duration of a Flux object is not written as Flux takes it.',
  explain: rulePage({
    does: 'Reports `interval`, `timeout` and `retryInterval` of Flux objects that are no Go duration, and hours in the `timeout` of a source or a notification provider.',
    why: 'The API server refuses the object.',
    controller: 'The schemas take numbers with `ms`, `s`, `m` and `h`, one after the other: `1h30m`, `0.5h`. There are no days, and a number needs its unit. The `timeout` of sources, image repositories and providers knows no `h`.',
    fix: 'Write the same time in hours, minutes or seconds.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    if (!groupOf(manifest.apiVersion).endsWith('.toolkit.fluxcd.io')) return;
    for (const { name, scalar } of durationsOf(manifest)) {
      const pattern = name === 'timeout' && isShortTimeout(manifest) ? 'sourceTimeout' : 'duration';
      if (holdsVariable(scalar.text) || durationSeconds(scalar.text, pattern) !== undefined) continue;
      const better = rewritten(scalar.text, pattern === 'sourceTimeout');
      const advice = better === undefined ? 'write `30s`, `10m` or `1h30m`' : `write \`${better}\``;
      const why = pattern === 'sourceTimeout' && durationSeconds(scalar.text) !== undefined ? `the timeout of a ${manifest.kind} takes minutes and seconds, no hours` : 'Flux takes hours, minutes and seconds, each number with its unit';
      report({ span: faultSpan(scalar), message: `\`${name}: ${scalar.text}\` is refused: ${why}; ${advice}`, data: { replacement: better } });
    }
  },
};

function durationsOf(manifest: Manifest): readonly { readonly name: string; readonly scalar: YamlScalar }[] {
  return [...(fields['*'] ?? []), ...(fields[manifest.kind] ?? [])].flatMap((path) => {
    const scalar = readScalar(manifest.root, 'spec', ...path);
    return scalar === undefined || scalar.text === '' ? [] : [{ name: path.at(-1) ?? '', scalar }];
  });
}

/** Kinds whose timeout follows the pattern without hours. */
function isShortTimeout({ kind }: Manifest): boolean {
  return kind !== 'Kustomization' && kind !== 'HelmRelease';
}

/** The same time as Flux takes it, where the text tells one. */
function rewritten(text: string, noHours: boolean): string | undefined {
  const seconds = durationSeconds(text) ?? spokenSeconds(text);
  if (seconds === undefined) return undefined;
  return noHours ? minutesAndSeconds(seconds) : formatDuration(seconds);
}

function spokenSeconds(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(w|weeks?|d|days?|h|hours?|hrs?|m|mins?|minutes?|s|secs?|seconds?|)$/i.exec(text.trim());
  if (match === null) return undefined;
  const unit = (match[2] ?? '').toLowerCase().charAt(0);
  const factor = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 }[unit] ?? 1;
  return Number(match[1]) * factor;
}

function minutesAndSeconds(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round((seconds % 60) * 1000) / 1000;
  return [minutes > 0 ? `${minutes}m` : '', rest > 0 || minutes === 0 ? `${rest}s` : ''].join('');
}
