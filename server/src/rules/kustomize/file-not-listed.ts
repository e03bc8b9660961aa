/** Reports a manifest that no kustomize file lists. */
import { isYamlPath } from '../../files/directoryTree.ts';
import { dirName, joinPath } from '../../files/paths.ts';
import { isFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { manifestsOf } from '../../manifests/manifest.ts';
import type { FileContext, FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A file beside a kustomize file is in no build. */
export const fileNotListed: FileRule = {
  id: 'kustomize/file-not-listed',
  scope: 'file',
  severity: 'hint',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize: only what resources and components name is read',
  summary: 'A file beside a kustomize file is in no build.',
  explain: rulePage({
    does: 'Reports a file with Kubernetes objects in a folder whose `kustomization.yaml` some Flux Kustomization builds, and which neither that file nor any other names. Also a folder beside it with a kustomize file or Flux Kustomizations of its own, of which nothing reads a file.',
    why: 'The objects look as if they were applied, and are not.',
    controller: 'kustomize reads what is listed, and nothing else.',
    fix: 'Add the file to `resources`, or remove it.',
    ignore: 'When the file is kept for later.',
  }),
  check(file, context, report) {
    if (!context.reached || !isKustomizeFileName(file.path)) return;
    const folder = dirName(file.path);
    const forgotten = (context.tree.list(folder) ?? []).flatMap(({ name, kind }) => {
      if (file.text.includes(name)) return [];
      const path = joinPath(folder, name) ?? name;
      return kind === 'directory' ? forgottenIn(path, context) : isForgotten(path, context) ? [path] : [];
    });
    if (forgotten.length === 0 || breaksBuild(context)) return;
    for (const path of forgotten) {
      const beside = context.tree.file(path);
      if (beside !== undefined) report({ span: { file: beside, start: 0, end: 0 }, message: `this file is applied by nothing: ${file.path} does not list it` });
    }
  },
};

/** Whether a file holds objects that no build reads. */
function isForgotten(path: string, { tree, isReached }: FileContext): boolean {
  const file = isYamlPath(path) && !isKustomizeFileName(path) ? tree.file(path) : undefined;
  return file !== undefined && !isReached(file) && manifestsOf(file).length > 0;
}

/** What a folder holds that belongs into the list above it: its kustomize file, or else its Flux Kustomizations. Nothing where any build reads of it. */
function forgottenIn(folder: string, context: FileContext): readonly string[] {
  if (holdsRead(folder, context)) return [];
  const files = (context.tree.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'file' ? [joinPath(folder, name) ?? name] : []));
  const kustomizeFile = files.map((path) => context.tree.file(path)).find((file) => file !== undefined && kustomizeFileOf(file)?.kind === 'Kustomization');
  if (kustomizeFile !== undefined) return [kustomizeFile.path];
  return files.filter((path) => {
    const file = isForgotten(path, context) ? context.tree.file(path) : undefined;
    return file !== undefined && manifestsOf(file).some(isFluxKustomization);
  });
}

/** Whether some build reads a file of a folder, or of one below it. */
function holdsRead(folder: string, context: FileContext): boolean {
  return (context.tree.list(folder) ?? []).some(({ name, kind }) => {
    const path = joinPath(folder, name) ?? name;
    if (kind === 'directory') return holdsRead(path, context);
    const file = isYamlPath(path) ? context.tree.file(path) : undefined;
    return file !== undefined && context.isReached(file);
  });
}

/** Whether a build fails on the file: then what it would list cannot be told. */
function breaksBuild({ problems }: FileContext): boolean {
  return problems.length > 0;
}
