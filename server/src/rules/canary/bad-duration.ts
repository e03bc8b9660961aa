/** Reports durations of a Canary that the API server refuses or Flagger cannot read. */
import { parseGoDuration } from '../../flagger/durations.ts';
import { builtinMetrics, readCanary } from '../../manifests/canary.ts';
import type { YamlMap, YamlScalar } from '../../yaml/yamlNode.ts';
import { readMaps, readScalar, readString } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Pattern of the schema: not anchored at its end, so `10sec` passes it. */
const schemaPattern = /^[0-9]+(m|s)/;

/** Error on `interval: 1h`; a warning on what passes the schema but is no Go duration. */
export const badDuration: ManifestRule = {
  id: 'canary/bad-duration',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger artifacts/flagger/crd.yaml: pattern "^[0-9]+(m|s)" of interval and timeout; pkg/apis/flagger/v1beta1/canary.go GetAnalysisInterval',
  summary: 'A duration of a Canary is not written in minutes or seconds.',
  explain: rulePage({
    does: 'Reports `analysis.interval`, the `interval` of a metric and the `timeout` of a webhook where they do not begin with a whole number of minutes or seconds, and where they do but Go cannot read the rest.',
    why: 'The API server refuses `1h`. It lets `10sec` through, and Flagger then silently takes one minute.',
    controller: 'The schema wants digits and then `m` or `s`. Flagger reads the text as a Go duration and falls back to 60 seconds for an interval that is none; a webhook with such a timeout fails.',
    fix: 'Write minutes or seconds: `60m`, `90s`, `1m30s`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const canary = readCanary(manifest);
    for (const { field, scalar, outcome } of durationsOf(canary?.analysis)) {
      if (holdsVariable(scalar.text)) continue;
      const text = scalar.text;
      const better = inMinutes(text);
      const advice = better === undefined ? 'write `30s`, `1m` or `1m30s`' : `write \`${better}\``;
      if (!schemaPattern.test(text)) {
        report({ span: faultSpan(scalar), message: `\`${field}: ${text}\` is refused: Flagger takes minutes and seconds only; ${advice}`, data: { replacement: better } });
      } else if (outcome !== undefined && parseGoDuration(text) === undefined) {
        report({ span: faultSpan(scalar), severity: 'warning', message: `\`${field}: ${text}\` is no duration: ${outcome}; ${advice}`, data: { replacement: better } });
      }
    }
  },
};

interface Duration {
  readonly field: string;
  readonly scalar: YamlScalar;
  /** What happens when Flagger cannot read a text that the schema lets through; a metric's interval goes into its query unread. */
  readonly outcome: string | undefined;
}

function durationsOf(analysis: YamlMap | undefined): readonly Duration[] {
  const read = (map: YamlMap | undefined, field: string, outcome: string | undefined): Duration[] => {
    const scalar = readScalar(map, field);
    return scalar === undefined || scalar.text === '' ? [] : [{ field, scalar, outcome }];
  };
  return [
    ...read(analysis, 'interval', 'Flagger will take 1 min'),
    ...readMaps(analysis, 'metrics').flatMap((metric) => read(metric, 'interval', builtinMetrics.has(readString(metric, 'name')?.value ?? '') ? 'Prometheus refuses the query, so every check fails' : 'it goes into the query as it is')),
    ...readMaps(analysis, 'webhooks').flatMap((webhook) => read(webhook, 'timeout', 'every call of this webhook fails')),
  ];
}

/** The same span of time as Flagger takes it; `undefined` where the text does not tell one. */
function inMinutes(text: string): string | undefined {
  const match = /^(\d+)\s*(h|hour|hours|d|day|days|min|mins|minutes|minute|sec|secs|seconds|second|m|s|)$/i.exec(text);
  if (match === null) return undefined;
  const amount = Number(match[1]);
  const unit = (match[2] ?? '').toLowerCase();
  if (unit === '' || unit.startsWith('s')) return `${amount}s`;
  if (unit.startsWith('h')) return `${amount * 60}m`;
  return unit.startsWith('d') ? `${amount * 1440}m` : `${amount}m`;
}
