/** The small part of JSONPath that printer columns of CRDs use. */
import { isJsonList, isJsonObject } from './json.ts';
import type { JsonValue } from './json.ts';

type Step = { readonly key: string } | { readonly index: number } | { readonly all: true } | { readonly where: string; readonly equals: string };

/** All values at a path such as `.status.conditions[?(@.type=="Ready")].status`; empty for a path that cannot be read. */
export function valuesAtJsonPath(value: JsonValue, jsonPath: string): readonly JsonValue[] {
  let current: readonly JsonValue[] = [value];
  for (const step of readSteps(jsonPath)) current = current.flatMap((entry) => follow(entry, step));
  return current;
}

function readSteps(jsonPath: string): readonly Step[] {
  const steps: Step[] = [];
  const pattern = /\.((?:\\.|[^.[\\])+)|\[\?\(@\.([\w-]+)\s*==\s*["']([^"']*)["']\)\]|\[(\d+)\]|\[(\*)\]|\['([^']+)'\]/gy;
  for (const match of jsonPath.matchAll(pattern)) {
    const [, dotted, where, equals, index, all, quoted] = match;
    if (dotted !== undefined) steps.push({ key: dotted.replaceAll('\\.', '.') });
    else if (where !== undefined) steps.push({ where, equals: equals ?? '' });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (all !== undefined) steps.push({ all: true });
    else if (quoted !== undefined) steps.push({ key: quoted });
  }
  return steps;
}

function follow(value: JsonValue, step: Step): readonly JsonValue[] {
  if ('key' in step) return isJsonObject(value) ? toList(value[step.key]) : [];
  if (!isJsonList(value)) return [];
  if ('index' in step) return toList(value[step.index]);
  if ('all' in step) return value;
  return value.filter((entry) => isJsonObject(entry) && entry[step.where] === step.equals);
}

function toList(value: JsonValue | undefined): readonly JsonValue[] {
  return value === undefined ? [] : [value];
}
