/** Finds the structure of an object by its apiVersion and kind. */
import { alternatives, distinctItems } from './alternatives.ts';
import { kindDemands } from './kindDemands.ts';
import { objectMeta } from './objectMeta.ts';
import { flaggerKinds } from './structure/flagger.ts';
import { fluxOperatorKinds } from './structure/fluxOperator.ts';
import { gatewayApiKinds } from './structure/gatewayApi.ts';
import { helmToolkitKinds } from './structure/helmToolkit.ts';
import { imageAutomationKinds } from './structure/imageAutomation.ts';
import { imageReflectorKinds } from './structure/imageReflector.ts';
import { kustomizeToolkitKinds } from './structure/kustomizeToolkit.ts';
import { notificationToolkitKinds } from './structure/notificationToolkit.ts';
import { sourceExtensionsKinds } from './structure/sourceExtensions.ts';
import { sourceToolkitKinds } from './structure/sourceToolkit.ts';
import { fieldOf, fieldsWithin, structureAt, type Demand, type FieldsStructure, type KindStructure, type Structure } from './structure.ts';
import { trafficSplitKinds } from './trafficSplit.ts';

/** Every version of every kind whose structure is known. */
export const knownKinds: readonly KindStructure[] = [
  ...kustomizeToolkitKinds,
  ...sourceToolkitKinds,
  ...sourceExtensionsKinds,
  ...helmToolkitKinds,
  ...notificationToolkitKinds,
  ...imageReflectorKinds,
  ...imageAutomationKinds,
  ...fluxOperatorKinds,
  ...flaggerKinds,
  ...gatewayApiKinds,
  ...trafficSplitKinds,
];

/** Names of these kinds, each once. */
export const knownKindNames: readonly string[] = [...new Set(knownKinds.map(({ kind }) => kind))];

const structures: ReadonlyMap<string, FieldsStructure> = new Map(knownKinds.map((known) => [`${known.apiVersion}/${known.kind}`, wholeObject(known)]));

/** The structure of a whole object, head included; `undefined` for kinds and versions that are not known here. */
export function findStructure(apiVersion: string, kind: string): FieldsStructure | undefined {
  return structures.get(`${apiVersion}/${kind}`);
}

/** Structures of the same kind in other versions of its group. */
export function otherVersions(apiVersion: string, kind: string): readonly { readonly apiVersion: string; readonly structure: FieldsStructure }[] {
  const group = apiVersion.slice(0, apiVersion.indexOf('/') + 1);
  return knownKinds.flatMap((known) => {
    const structure = known.kind === kind && known.apiVersion !== apiVersion && known.apiVersion.startsWith(group) ? findStructure(known.apiVersion, kind) : undefined;
    return structure === undefined ? [] : [{ apiVersion: known.apiVersion, structure }];
  });
}

function wholeObject({ kind, root }: KindStructure): FieldsStructure {
  const { metadata = objectMeta, ...fields } = fieldsWithin(root)?.fields ?? {};
  // A resource without a spec is of no use, whatever the definition lets through.
  const whole: Structure = { ...fieldsWithin(root), required: [...new Set([...(fieldsWithin(root)?.required ?? []), 'spec'])], fields: { apiVersion: 'string', kind: 'string', metadata, ...fields } };
  const chosen = alternatives.filter((each) => each.kind === kind).reduce<Structure>((structure, { path, fields: choice }) => changeAt(structure, path, (at) => withChoice(at, choice)), whole);
  const demanding = kindDemands.filter((each) => each.kind === kind).reduce((structure, { path, demands }) => changeAt(structure, path, (at) => withDemands(at, demands)), chosen);
  const distinct = distinctItems.filter((each) => each.kind === kind).reduce((structure, { path, list, keys }) => changeAt(structure, path, (at) => withKeys(at, list, keys)), demanding);
  return fieldsWithin(distinct) ?? { fields: {} };
}

/** The structure with another mapping at a path (`*` is an item of a list); unchanged where the path leads to none. */
function changeAt(structure: Structure, path: readonly string[], change: (at: FieldsStructure) => FieldsStructure): Structure {
  if (typeof structure === 'string') return structure;
  const [key, ...rest] = path;
  if ('list' in structure) return key === '*' ? { ...structure, list: changeAt(structure.list, rest, change) } : structure;
  if (!('fields' in structure)) return structure;
  if (key === undefined) return change(structure);
  const field = fieldOf(structure, key);
  return field === undefined ? structure : { ...structure, fields: { ...structure.fields, [key]: changeAt(field, rest, change) } };
}

/** The mapping in which exactly one of some fields must be given; unchanged where it does not have all of them. */
function withChoice(structure: FieldsStructure, choice: readonly string[]): FieldsStructure {
  return choice.every((name) => fieldOf(structure, name) !== undefined) ? { ...structure, exactlyOne: choice.map((name) => [name]) } : structure;
}

/** The mapping with the demands whose fields it has. */
function withDemands(structure: FieldsStructure, demands: readonly Demand[]): FieldsStructure {
  const fitting = demands.filter(({ when, then }) => [...when, then].every(({ field }) => structureAt(structure, field.split('.')) !== undefined));
  return fitting.length === 0 ? structure : { ...structure, demands: fitting };
}

/** The mapping in which the items of a list are told apart by fields. */
function withKeys(structure: FieldsStructure, name: string, keys: readonly string[]): FieldsStructure {
  const list = fieldOf(structure, name);
  return typeof list === 'object' && 'list' in list ? { ...structure, fields: { ...structure.fields, [name]: { ...list, keys } } } : structure;
}
