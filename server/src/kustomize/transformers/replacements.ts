/** `replacements:` (kustomize api/filters/replacement). */
import type { StepContext } from '../context.ts';
import type { Fields } from '../strictReader.ts';

/** Copies values from one object into others. */
export function replaceValues(_context: StepContext, _entries: readonly Fields[]): void {}
