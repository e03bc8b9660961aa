/** Label and field selectors of list and watch requests. */
import { badRequest } from './apiError.ts';
import { textAt, textMapAt, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { readLabelSelector } from './labelSelector.ts';

/** Whether an object belongs to what was asked for. */
export type ObjectFilter = (object: JsonObject) => boolean;

/** Reads both selectors of a request into one filter; throws a 400 for a selector that cannot be read. */
export function readSelectors(labelSelector: string | null, fieldSelector: string | null): ObjectFilter {
  const labels = readLabelSelector(labelSelector ?? '');
  const fields = splitRequirements(fieldSelector ?? '').map(readFieldRequirement);
  return (object) => {
    const found = textMapAt(object, 'metadata', 'labels');
    return labels.every((matches) => matches(found)) && fields.every((matches) => matches(object));
  };
}

function splitRequirements(selector: string): readonly string[] {
  return selector
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function readFieldRequirement(text: string): (object: JsonObject) => boolean {
  const match = /^([\w.]+)(==|=|!=)(.*)$/.exec(text);
  if (match === null) throw badRequest(`invalid selector: '${text}'; can't understand '${text}'`);
  const [, path = '', operator, value = ''] = match;
  const steps = toFieldPath(path);
  if (steps === undefined) throw badRequest(`field label not supported: ${path}`);
  return (object) => (printField(object, steps) === value) === (operator !== '!=');
}

function toFieldPath(path: string): readonly string[] | undefined {
  const known = /^(metadata\.(name|namespace)|involvedObject\.\w+|reason|type|source|reportingComponent|status\.phase|spec\.nodeName|spec\.restartPolicy)$/;
  if (!known.test(path)) return undefined;
  return path === 'source' ? ['source', 'component'] : path.split('.');
}

function printField(object: JsonObject, steps: readonly string[]): string {
  const value = valueAt(object, ...steps);
  return typeof value === 'number' ? String(value) : (textAt(object, ...steps) ?? '');
}
