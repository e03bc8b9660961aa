/** Reports files above a kustomize file that only Flux accepts. */
import { dirName, joinPath } from '../../files/paths.ts';
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Hint: `kustomize build` refuses what Flux builds. */
export const fileOutsideFolder: FileRule = {
  id: 'kustomize/file-outside-folder',
  scope: 'file',
  severity: 'hint',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize api/internal/loader/fileloader.go: "security; file is not in or below"; fluxcd/pkg kustomize: LoadRestrictionsNone',
  summary: 'A file lies outside of the folder: Flux takes it, plain `kustomize build` does not.',
  explain: rulePage({
    does: 'Reports files (not folders) in `resources`, `patches`, generators and the like that lie above the folder of the kustomize file.',
    why: 'Who builds the folder by hand or in CI gets an error that Flux does not have.',
    controller: 'Flux builds without load restrictions. `kustomize build` and `kubectl apply -k` refuse files outside of the folder unless they get `--load-restrictor LoadRestrictionsNone`.',
    fix: 'Move the file, or make a folder with its own `kustomization.yaml` of it.',
    ignore: 'When only Flux, or only `flightdeck build`, builds the folder.',
  }),
  check(file, context, report) {
    const kustomizeFile = kustomizeFileOf(file);
    if (!context.reached || kustomizeFile === undefined) return;
    const folder = dirName(file.path);
    for (const { value, node } of kustomizeFile.paths) {
      const path = joinPath(folder, value);
      if (path === undefined || folder === '' || path === folder || path.startsWith(`${folder}/`) || context.tree.kindOf(path) !== 'file') continue;
      report({ span: node, message: 'Flux takes this file, but plain `kustomize build` refuses what lies outside of its folder' });
    }
  },
};
