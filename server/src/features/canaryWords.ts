/** A Canary's plan in a few words, for trees, lenses and hovers. */
import { formatDuration } from '../flux/durations.ts';
import { analysisIntervalSeconds, analysisMaxWeight, readCanarySpec, type CanarySpec } from '../flagger/canarySpec.ts';
import { leastWords } from '../flagger/gateWaits.ts';
import { computeSchedule } from '../flagger/schedule.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { plainValue } from '../yaml/yamlValue.ts';

/** The plan of a Canary; `undefined` where the manifest cannot be read as one. */
export function canaryPlan(manifest: Manifest): { readonly spec: CanarySpec; readonly words: string; readonly least: string } | undefined {
  const spec = readCanarySpec(plainValue(manifest.root));
  if (spec === undefined) return undefined;
  const schedule = computeSchedule(spec);
  return { spec, words: stepWords(spec), least: leastWords(schedule) };
}

/** Such as `5 % each 10 s to 50 %`. */
function stepWords({ analysis }: CanarySpec): string {
  if (analysis === undefined) return 'no analysis';
  const interval = spokenSeconds(analysisIntervalSeconds(analysis));
  if (analysis.iterations !== undefined && analysis.iterations > 0) {
    const headers = new Set(analysis.match.flatMap(({ headers: byName }) => Object.keys(byName)));
    const sort = analysis.match.length > 0 ? `A/B${headers.size > 0 ? ` on ${[...headers].join(', ')}` : ''}` : 'blue/green';
    return `${sort}, ${analysis.iterations} × ${interval}`;
  }
  if (analysis.stepWeights.length > 0) return `${analysis.stepWeights.join(', ')} % each ${interval}`;
  if (analysis.stepWeight !== undefined) return `${analysis.stepWeight} % each ${interval} to ${analysisMaxWeight(analysis)} %`;
  return 'no steps';
}

/** Seconds as a person says them: `2 min 10 s`. */
export function spokenSeconds(seconds: number): string {
  return formatDuration(seconds)
    .replace(/([0-9.]+)(h|ms|s|m)/g, (_, number: string, unit: string) => `${number} ${unit === 'm' ? 'min' : unit} `)
    .trim();
}
