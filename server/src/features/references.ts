/** Where an object, a variable or a file is named: references, and highlights in one file. */
import { dirName } from '../files/paths.ts';
import { isKustomizeFileName } from '../manifests/kustomizeFile.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { uniqueSpans } from '../text/spans.ts';
import { pathSitesOf } from './fileMoves/pathSites.ts';
import { allNameSitesOf, definitionSpan, NameSites, nameSitesIn, type NameSite } from './names/nameSites.ts';
import { usesInBuild, variableAt, type VariableAt } from './names/variableSites.ts';

/** A place that names what is asked for. */
export interface Reference {
  readonly span: Span;
  /** Whether the thing is named there by itself, and not by another one. */
  readonly isDefinition: boolean;
}

/** Every place that names what stands at an offset: an object, a variable, the file or folder of a path. In a kustomize file, elsewhere, those who include the file. */
export function findReferences(snapshot: Snapshot, file: TextFile, offset: number): readonly Reference[] {
  const variable = variableAt(snapshot, file, offset);
  if (variable !== undefined) return variableReferences(variable);
  const index = allNameSitesOf(snapshot);
  const sites = index.at(file.uri, offset);
  if (sites.length > 0) return objectReferences(index, sites);
  const path = pathSitesOf(snapshot).find(({ scalar, start, end }) => scalar.file.uri === file.uri && scalar.start <= offset && offset <= scalar.end && start < end);
  if (path !== undefined) return pathReferences(snapshot, path.repository.rootUri, path.target);
  const own = snapshot.repositoryOf(file.uri);
  if (own === undefined) return [];
  return pathReferences(snapshot, own.repository.rootUri, isKustomizeFileName(own.path) ? dirName(own.path) : own.path);
}

/** The same within one file, for highlights: only where a name stands at the offset. */
export function findHighlights(snapshot: Snapshot, file: TextFile, offset: number): readonly Reference[] {
  const variable = variableAt(snapshot, file, offset);
  const index = new NameSites(nameSitesIn(snapshot, file));
  const found = variable === undefined ? objectReferences(index, index.at(file.uri, offset)) : variableReferences(variable);
  return found.filter(({ span }) => span.file.uri === file.uri);
}

function objectReferences(index: NameSites, sites: readonly NameSite[]): readonly Reference[] {
  const targets = sites.flatMap((site) => site.targets);
  const found = targets.flatMap((target) => index.of(target)).map(({ span, relation }) => ({ span, isDefinition: relation === 'definition' }));
  const implied = targets.filter(({ node }) => node.presence === 'implied').map((target) => ({ span: definitionSpan(target), isDefinition: true }));
  return distinct([...found, ...implied]);
}

function variableReferences({ name, definitions }: VariableAt): readonly Reference[] {
  const keys = definitions.flatMap(({ key }) => (key === undefined ? [] : [{ span: key, isDefinition: true }]));
  const uses = definitions.flatMap(({ delivery }) => usesInBuild(delivery, name)).map(({ span }) => ({ span, isDefinition: false }));
  return distinct([...keys, ...uses]);
}

function pathReferences(snapshot: Snapshot, rootUri: string, target: string): readonly Reference[] {
  const sites = pathSitesOf(snapshot).filter((site) => site.repository.rootUri === rootUri && site.target === target);
  return distinct(sites.map(({ scalar }) => ({ span: scalar, isDefinition: false })));
}

function distinct(references: readonly Reference[]): readonly Reference[] {
  const definitions = new Set(references.filter(({ isDefinition }) => isDefinition).map(({ span }) => `${span.file.uri}:${span.start}`));
  return uniqueSpans(references.map(({ span }) => span)).map((span) => ({ span, isDefinition: definitions.has(`${span.file.uri}:${span.start}`) }));
}
