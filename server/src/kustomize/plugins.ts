/** Built-in transformers and generators that stand in files of their own. */
import type { StepContext } from './context.ts';
import type { Draft } from './draft.ts';
import type { Fields } from './strictReader.ts';

/** Runs the transformers that `transformers:` names. */
export function runTransformerFiles(_context: StepContext, _drafts: readonly Draft[], _directory: string): void {}
/** Runs the validators that `validators:` names. */
export function runValidatorFiles(_context: StepContext, _drafts: readonly Draft[], _directory: string): void {}
/** Runs the generators that `generators:` names. */
export function runGeneratorFiles(_context: StepContext, _drafts: readonly Draft[], _options: Fields | undefined): void {}
