// Compares Secrets without knowing what Git has in them: prints tell which values differ, and the API server judges an object that holds the cluster's own values where they are equal.
import { bytesOfData, printOfValue } from '../../../server/src/protocol/valuePrints.ts';
import { isJsonObject, readObject, readString, type JsonObject } from '../cluster/jsonValue.ts';
import { hiddenValue } from '../../../server/src/protocol/rendered.ts';

/** Prints of the values that Git has, by key; undefined where they are not known: SOPS encrypts them. */
export interface WantedPrints {
  readonly printKey: string;
  readonly prints: Readonly<Record<string, string>> | undefined;
}

/** What stands where a value would become another one. */
export const otherValue = `${hiddenValue} (another value)`;

/** Whether an object is a Secret of the core group. */
export function isSecretObject(object: JsonObject): boolean {
  return readString(object, 'kind') === 'Secret' && readString(object, 'apiVersion') === 'v1';
}

/** The keys under which the value would change. Keys that only one side has are not among them. */
export function changedKeys(live: JsonObject | undefined, wanted: JsonObject, { printKey, prints }: WantedPrints): ReadonlySet<string> {
  const present = readObject(live, 'data');
  const keys = wantedKeys(wanted).filter((key) => {
    const value = present[key];
    const print = prints?.[key];
    return typeof value === 'string' && print !== undefined && printOfValue(printKey, bytesOfData(value)) !== print;
  });
  return new Set(keys);
}

/** The Secret to ask the API server about: equal values are the cluster's own, all others a stand-in that says nothing. */
export function withStandIns(live: JsonObject | undefined, wanted: JsonObject, changed: ReadonlySet<string>): JsonObject {
  const present = readObject(live, 'data');
  const standIn = Buffer.from('flightdeck: another value', 'utf8').toString('base64');
  const data = Object.fromEntries(wantedKeys(wanted).map((key) => [key, changed.has(key) || typeof present[key] !== 'string' ? standIn : present[key]]));
  // What SOPS adds is taken off when it decrypts.
  const rest = Object.fromEntries(Object.entries(wanted).filter(([field]) => field !== 'data' && field !== 'stringData' && field !== 'sops'));
  return Object.keys(data).length === 0 ? rest : { ...rest, data };
}

/** The Secret to be shown: every value hidden, those that would change told apart. */
export function withHiddenData(object: JsonObject, changed: ReadonlySet<string> = new Set()): JsonObject {
  const hide = (field: string): JsonObject => (isJsonObject(object[field]) ? { [field]: Object.fromEntries(Object.keys(object[field]).sort().map((key) => [key, changed.has(key) ? otherValue : hiddenValue])) } : {});
  return { ...object, ...hide('data'), ...hide('stringData') };
}

function wantedKeys(wanted: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(readObject(wanted, 'data')), ...Object.keys(readObject(wanted, 'stringData'))])].sort();
}
