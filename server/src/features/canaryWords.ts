/** A Canary's plan in a few words, for trees, lenses and hovers. */
import { formatDuration } from '../flux/durations.ts';
import { readCanarySpec, type CanarySpec } from '../flagger/canarySpec.ts';
import { leastWords } from '../flagger/gateWaits.ts';
import { computeSchedule } from '../flagger/schedule.ts';
import { strategyWords } from '../flagger/strategy.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { plainValue } from '../yaml/yamlValue.ts';

/** The plan of a Canary, with the controller’s provider where it names none; `undefined` where the manifest cannot be read as one. */
export function canaryPlan(manifest: Manifest, meshProvider: string | undefined): { readonly spec: CanarySpec; readonly words: string; readonly least: string } | undefined {
  const spec = readCanarySpec(plainValue(manifest.root));
  if (spec === undefined) return undefined;
  const schedule = computeSchedule(spec, meshProvider === undefined ? {} : { meshProvider });
  return { spec, words: strategyWords(spec, meshProvider), least: leastWords(schedule) };
}

/** Seconds as a person says them: `2 min 10 s`. */
export function spokenSeconds(seconds: number): string {
  return formatDuration(seconds)
    .replace(/([0-9.]+)(h|ms|s|m)/g, (_, number: string, unit: string) => `${number} ${unit === 'm' ? 'min' : unit} `)
    .trim();
}
