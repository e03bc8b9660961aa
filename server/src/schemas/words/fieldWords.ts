/** What our words about a field consist of. */

/** One or two sentences about a field, and what holds where it is not written. */
export interface FieldWord {
  readonly text: string;
  /** The effective default in words or as a value, where the definition has none or another. */
  readonly default?: string;
}

/** Words by path from the root of the object, without list items: `spec.dependsOn.name`. */
export type FieldWords = Readonly<Record<string, string | FieldWord>>;
