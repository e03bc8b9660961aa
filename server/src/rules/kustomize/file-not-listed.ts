/** Reports a manifest that no kustomize file lists. */
import { isYamlPath } from '../../files/directoryTree.ts';
import { dirName, joinPath } from '../../files/paths.ts';
import { isKustomizeFileName } from '../../manifests/kustomizeFile.ts';
import { manifestsOf } from '../../manifests/manifest.ts';
import type { TextFile } from '../../text/textFile.ts';
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
    does: 'Reports a file with Kubernetes objects in a folder whose `kustomization.yaml` some Flux Kustomization builds, and which neither that file nor any other names.',
    why: 'The objects look as if they were applied, and are not.',
    controller: 'kustomize reads what is listed, and nothing else.',
    fix: 'Add the file to `resources`, or remove it.',
    ignore: 'When the file is kept for later.',
  }),
  check(file, context, report) {
    if (!context.reached || !isKustomizeFileName(file.path)) return;
    const folder = dirName(file.path);
    for (const { name, kind } of context.tree.list(folder) ?? []) {
      const beside = kind === 'file' && isYamlPath(name) && !file.text.includes(name) ? context.tree.file(joinPath(folder, name) ?? name) : undefined;
      if (beside === undefined || isKustomizeFileName(name) || context.isReached(beside) || manifestsOf(beside).length === 0) continue;
      if (breaksBuild(file, context)) return;
      report({ span: { file: beside, start: 0, end: 0 }, message: `this file is applied by nothing: ${file.path} does not list it` });
    }
  },
};

/** Whether a build fails on the file: then what it would list cannot be told. */
function breaksBuild(file: TextFile, { graph }: FileContext): boolean {
  return graph.clusters.some(({ deliveries }) => [...deliveries.values()].some(({ build }) => build?.problems.some(({ span }) => span.file === file) === true));
}
