/** What the API server lets an object of a kind hold: names, types and limits of fields. */

/** The type of a scalar; `any` takes whatever there is. */
export type ScalarType = 'string' | 'boolean' | 'integer' | 'number' | 'int-or-string' | 'any';

/** A default that the API server fills in. */
export type DefaultValue = string | number | boolean | null | readonly DefaultValue[] | { readonly [key: string]: DefaultValue };

interface Extras {
  readonly default?: DefaultValue;
  readonly nullable?: true;
}

/** A scalar with limits: characters for texts, the value itself for numbers. */
export interface ScalarStructure extends Extras {
  readonly type: ScalarType;
  readonly enum?: readonly (string | number)[];
  /** Values that flux-operator adds to the enum when it installs Flux. */
  readonly also?: readonly string[];
  /** As upstream writes it; not always anchored. */
  readonly pattern?: RegExp;
  /** A name of OpenAPI for a form or size: `int32`, `date-time`. */
  readonly format?: string;
  readonly min?: number;
  readonly max?: number;
}

/** A list; `min` and `max` count its items. */
export interface ListStructure extends Extras {
  readonly list: Structure;
  /** Fields that tell the items apart. */
  readonly keys?: readonly string[];
  /** Whether no item may stand twice. */
  readonly unique?: true;
  readonly min?: number;
  readonly max?: number;
}

/** A mapping with keys of the user's choice; `min` and `max` count them. */
export interface MapStructure extends Extras {
  readonly map: Structure;
  readonly min?: number;
  readonly max?: number;
}

/** A mapping with fields that have names. */
export interface FieldsStructure extends Extras {
  readonly fields: Readonly<Record<string, Structure>>;
  readonly required?: readonly string[];
  /** Whether other fields are let through. */
  readonly open?: true;
  /** Alternatives of which exactly one must be given, each as its list of fields. */
  readonly exactlyOne?: readonly (readonly string[])[];
  /** Whether none of the alternatives will do as well. */
  readonly orNone?: true;
  /** What holds between the fields, where types and limits cannot say it. */
  readonly demands?: readonly Demand[];
  /** Fields that came later than the version of the API, with the Flux minor that brought them. */
  readonly added?: Readonly<Record<string, string>>;
  readonly min?: number;
  readonly max?: number;
}

/**
 * A test of one field; `field` is a dotted path from the mapping, with `*` for the items of a list.
 * A field that is not written has its default.
 */
export type FieldTest =
  | { readonly field: string; readonly is: readonly string[] }
  | { readonly field: string; readonly isNot: readonly string[] }
  | { readonly field: string; readonly given: boolean }
  | { readonly field: string; readonly begins: readonly string[] }
  | { readonly field: string; readonly matches: RegExp; readonly words: string };

/** Where all of `when` holds, `then` must hold. */
export interface Demand {
  readonly when: readonly FieldTest[];
  readonly then: FieldTest;
}

/** What a value may be. */
export type Structure = ScalarType | ScalarStructure | ListStructure | MapStructure | FieldsStructure;

/** The structure of one version of a kind. `root` has neither `apiVersion` and `kind` nor `metadata`. */
export interface KindStructure {
  readonly apiVersion: string;
  readonly kind: string;
  /** Repository and release that it was read from. */
  readonly upstream: string;
  readonly root: Structure;
}

/** A structure as a scalar with limits; `undefined` for lists and mappings. */
export function asScalar(structure: Structure): ScalarStructure | undefined {
  if (typeof structure === 'string') return { type: structure };
  return 'type' in structure ? structure : undefined;
}

/** The mapping with named fields at, or in the list or map at, a structure. */
export function fieldsWithin(structure: Structure | undefined): FieldsStructure | undefined {
  if (structure === undefined || typeof structure === 'string') return undefined;
  if ('fields' in structure) return structure;
  if ('list' in structure) return fieldsWithin(structure.list);
  return 'map' in structure ? fieldsWithin(structure.map) : undefined;
}

/** The structure of a field by its own name only. */
export function fieldOf(structure: FieldsStructure, name: string): Structure | undefined {
  return Object.hasOwn(structure.fields, name) ? structure.fields[name] : undefined;
}

/** The default that the API server fills in; `undefined` when there is none. */
export function defaultOf(structure: Structure): DefaultValue | undefined {
  return typeof structure === 'string' ? undefined : structure.default;
}

/**
 * The structure at a path of keys from the root of an object; `*` is an item of a list or, where the
 * keys are the user's, any key. `undefined` where the path leads to nothing that is known.
 */
export function structureAt(root: Structure, path: readonly string[]): Structure | undefined {
  let at: Structure | undefined = root;
  for (const key of path) {
    if (at === undefined || typeof at === 'string') return undefined;
    if ('list' in at) at = key === '*' ? at.list : undefined;
    else if ('map' in at) at = at.map;
    else if ('fields' in at) at = fieldOf(at, key);
    else return undefined;
  }
  return at;
}
