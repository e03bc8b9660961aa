/** Reads the client's settings, whatever they are: a value of the wrong type counts as not set. */
import { defaultSettings, type ServerSettings } from '../protocol/settings.ts';

type RuleLevel = ServerSettings['rules'][string];
const levels: ReadonlySet<unknown> = new Set<RuleLevel>(['error', 'warning', 'info', 'hint', 'off']);

/** Settings of section `flightdeck`. */
export function readSettings(value: unknown): ServerSettings {
  const record = asRecord(value);
  return {
    fluxVersion: typeof record['fluxVersion'] === 'string' && record['fluxVersion'] !== '' ? record['fluxVersion'] : defaultSettings.fluxVersion,
    sources: Object.fromEntries(Object.entries(asRecord(record['sources'])).flatMap(([key, folder]) => (typeof folder === 'string' ? [[key, folder] as const] : []))),
    rules: Object.fromEntries(Object.entries(asRecord(record['rules'])).flatMap(([key, level]) => (isLevel(level) ? [[key, level] as const] : []))),
    codeLens: record['codeLens'] !== false,
    lenses: {
      appliedBy: isOn(record['lenses'], 'appliedBy'),
      dependencies: isOn(record['lenses'], 'dependencies'),
      schedule: isOn(record['lenses'], 'schedule'),
      state: isOn(record['lenses'], 'state'),
      rendered: isOn(record['lenses'], 'rendered'),
    },
    inlayHints: { variables: isOn(record['inlayHints'], 'variables') },
    ...(record['besideRedHatYaml'] === true ? { besideRedHatYaml: true } : {}),
    ...(record['redHatYamlValidates'] === true ? { redHatYamlValidates: true } : {}),
  };
}

/** A switch that is on unless it is set to `false`. */
function isOn(section: unknown, key: string): boolean {
  return asRecord(section)[key] !== false;
}

function isLevel(value: unknown): value is RuleLevel {
  return levels.has(value);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}
