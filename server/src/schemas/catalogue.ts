/** Finds the structure of an object by its apiVersion and kind. */
import { alternatives } from './alternatives.ts';
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
import { fieldOf, fieldsWithin, type FieldsStructure, type KindStructure, type Structure } from './structure.ts';
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
  const own = fieldsWithin(alternatives.filter((each) => each.kind === kind).reduce((structure, { path, fields }) => withChoice(structure, path, fields), root));
  // A resource without a spec is of no use, whatever the definition lets through.
  return { ...own, required: [...new Set([...(own?.required ?? []), 'spec'])], fields: { apiVersion: 'string', kind: 'string', metadata: objectMeta, ...own?.fields } };
}

/** The structure in which exactly one of some fields must be given at a path; unchanged where it does not have all of them. */
function withChoice(structure: Structure, path: readonly string[], choice: readonly string[]): Structure {
  if (typeof structure === 'string' || !('fields' in structure)) return structure;
  const [key, ...rest] = path;
  if (key === undefined) return choice.every((name) => fieldOf(structure, name) !== undefined) ? { ...structure, exactlyOne: choice.map((name) => [name]) } : structure;
  const field = fieldOf(structure, key);
  return field === undefined ? structure : { ...structure, fields: { ...structure.fields, [key]: withChoice(field, rest, choice) } };
}
