/** The table of refactorings. */
import { apiVersionRefactorings } from './apiVersions.ts';
import { createObjectRefactorings } from './createObject.ts';
import { fluxFieldRefactorings, substitutionRefactorings, variableRefactorings } from './fluxFields.ts';
import { kustomizeFieldRefactorings } from './kustomizeFields.ts';
import { patchFileRefactorings } from './patchFiles.ts';
import type { Refactoring, RefactoringPlace, RefactoringProvider } from './refactoring.ts';
import { addToResourcesRefactorings, createMissingRefactorings, moveObjectRefactorings, sortRefactorings } from './resources.ts';

const providers: readonly RefactoringProvider[] = [
  createMissingRefactorings,
  createObjectRefactorings,
  variableRefactorings,
  apiVersionRefactorings,
  kustomizeFieldRefactorings,
  patchFileRefactorings,
  fluxFieldRefactorings,
  substitutionRefactorings,
  sortRefactorings,
  addToResourcesRefactorings,
  moveObjectRefactorings,
];

/** All refactorings at a place. */
export function findRefactorings(place: RefactoringPlace): readonly Refactoring[] {
  return providers.flatMap((provider) => provider(place));
}
