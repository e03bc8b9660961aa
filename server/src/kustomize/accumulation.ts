/** What a directory adds up to before hashes, references and order. */
import { DraftSet } from './draftSet.ts';
import type { Fields } from './strictReader.ts';
import { emptyConfig, type TransformerConfig } from './transformerConfig.ts';

/** A variable that `vars` declares. */
export interface Variable {
  readonly name: string;
  readonly fieldPath: string;
  readonly entry: Fields;
}

/** Objects, transformer configuration and variables of a directory and everything below it. */
export interface Accumulation {
  readonly drafts: DraftSet;
  config: TransformerConfig;
  variables: ReadonlyMap<string, Variable>;
}

/** An accumulation without anything. */
export function emptyAccumulation(): Accumulation {
  return { drafts: new DraftSet(), config: emptyConfig, variables: new Map() };
}
