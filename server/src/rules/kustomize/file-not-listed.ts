/** Reports a manifest that no kustomize file lists. */
import { dirName, baseName, joinPath } from '../../files/paths.ts';
import { isKustomizeFileName, kustomizeFileNames } from '../../manifests/kustomizeFile.ts';
import { manifestsOf } from '../../manifests/manifest.ts';
import type { FileRule } from '../rule.ts';
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
    does: 'Reports a file with Kubernetes objects in a folder whose `kustomization.yaml` some Flux Kustomization builds, and which neither that file nor any other names.',
    why: 'The objects look as if they were applied, and are not.',
    controller: 'kustomize reads what is listed, and nothing else.',
    fix: 'Add the file to `resources`, or remove it.',
    ignore: 'When the file is kept for later.',
  }),
  check(file, context, report) {
    if (context.reached || isKustomizeFileName(file.path) || manifestsOf(file).length === 0) return;
    const folder = dirName(file.path);
    const beside = kustomizeFileNames.map((name) => context.repository.tree.file(joinPath(folder, name) ?? name)).find((each) => each !== undefined);
    if (beside === undefined || !context.isReached(beside) || beside.text.includes(baseName(file.path))) return;
    report({ span: { file, start: 0, end: 0 }, message: `this file is applied by nothing: ${beside.path} does not list it` });
  },
};
