/** Writes the newest apiVersion that the installed Flux serves: of one object, of a file, of a repository. */
import { preferredApiVersion } from '../../flux/apiVersions.ts';
import { parseFluxVersion } from '../../flux/fluxVersion.ts';
import { groupOf, manifestsOf, type Manifest } from '../../manifests/manifest.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { overwrite } from '../names/scalarEdits.ts';
import type { YamlEdit } from '../../yaml/yamlEdit.ts';
import { manifestAt } from './fluxFields.ts';
import type { Refactoring, RefactoringProvider } from './refactoring.ts';

/** One refactoring for each reach that holds more than the one before. */
export const apiVersionRefactorings: RefactoringProvider = (place) => {
  const { snapshot, file } = place;
  const manifest = manifestAt(place);
  const one = manifest === undefined ? undefined : migration(snapshot, file, manifest);
  if (manifest === undefined || one === undefined) return [];
  const inFile = migrationsOf(snapshot, file);
  const files = snapshot.repositoryOf(file.uri)?.repository.tree.selectYamlFiles(fileOfFlux) ?? [];
  const inRepository = files.flatMap((each) => migrationsOf(snapshot, each));
  const results: Refactoring[] = [{ title: `Migrate to ${one.text.replace(/["']/g, '')}`, kind: 'refactor.rewrite', edits: [one] }];
  if (inFile.length > 1) results.push({ title: `Migrate ${inFile.length} API versions of this file`, kind: 'refactor.rewrite', edits: inFile });
  if (inRepository.length > inFile.length) results.push({ title: `Migrate ${inRepository.length} API versions of this repository`, kind: 'refactor.rewrite', edits: inRepository });
  return results;
};

function fileOfFlux(file: TextFile): TextFile | undefined {
  return /toolkit\.fluxcd\.io\/v/.test(file.text) ? file : undefined;
}

function migrationsOf(snapshot: Snapshot, file: TextFile): readonly YamlEdit[] {
  return manifestsOf(file).flatMap((manifest) => migration(snapshot, file, manifest) ?? []);
}

function migration(snapshot: Snapshot, file: TextFile, manifest: Manifest): YamlEdit | undefined {
  const declared = (snapshot.graph.byFile.get(file.uri) ?? []).flatMap(({ cluster }) => cluster.fluxVersion ?? [])[0];
  const version = parseFluxVersion(declared ?? snapshot.settings.fluxVersion);
  const preferred = version === undefined ? undefined : preferredApiVersion(groupOf(manifest.apiVersion), manifest.kind, version);
  const written = manifest.root.get('apiVersion');
  if (preferred === undefined || preferred === manifest.apiVersion || written?.kind !== 'scalar' || written.aliasOf !== undefined || written.anchor !== undefined) return undefined;
  return overwrite(written, preferred);
}
