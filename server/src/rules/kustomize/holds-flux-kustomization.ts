/** Reports a `kustomization.yaml` that holds the Flux object of the same kind. */
import { isKustomizeFileName } from '../../manifests/kustomizeFile.ts';
import { groupOf } from '../../manifests/manifest.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { readMap, readString } from '../../yaml/yamlReader.ts';
import type { FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error on the apiVersion, or on `spec` where only the shape tells. */
export const holdsFluxKustomization: FileRule = {
  id: 'kustomize/holds-flux-kustomization',
  scope: 'file',
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize api/types/kustomization.go EnforceFields; fluxcd/flux2#2251, fluxcd/flux2-multi-tenancy#13',
  summary: 'A file named as a kustomize file holds a Flux Kustomization.',
  explain: rulePage({
    does: 'Reports a `kustomization.yaml` (or `.yml`, or `Kustomization`) in which a Flux Kustomization stands instead of a kustomize file. It is known by its apiVersion, or by a `spec` with `sourceRef`, `path` or `interval`.',
    why: 'The two share their kind but nothing else. kustomize reads every file of this name as its own and fails on the first field it does not know: the folder and everything that includes it cannot be built.',
    controller: 'kustomize answers `invalid Kustomization: json: unknown field "spec"`, or that the apiVersion is not its own; kustomize-controller reports `BuildFailed`.',
    fix: 'Rename the file, to the name of the Kustomization for example, and list it under `resources` of a real `kustomization.yaml` if the folder has one.',
    ignore: 'Never.',
  }),
  check(file, _context, report) {
    const found = heldFluxKustomization(file);
    if (found === undefined) return;
    const name = found.name ?? 'flux';
    report({
      span: found.span,
      message: `this file is named as a kustomize file but holds the Flux Kustomization ${found.name ?? ''}`.trimEnd() + `: kustomize cannot read it; rename it, to ${name}.yaml for example`,
      data: { newName: `${name}.yaml` },
    });
  },
};

/** The Flux Kustomization that a file named as a kustomize file holds. */
export function heldFluxKustomization(file: TextFile): { readonly span: Span; readonly name: string | undefined } | undefined {
  return isKustomizeFileName(file.path) ? file.derived(readHeld) : undefined;
}

function readHeld(file: TextFile): { readonly span: Span; readonly name: string | undefined } | undefined {
  const root = yamlOf(file).documents.find((document) => document.root !== undefined)?.root;
  if (root?.kind !== 'map') return undefined;
  const apiVersion = readString(root, 'apiVersion');
  const name = readString(root, 'metadata', 'name')?.value;
  if (apiVersion !== undefined && groupOf(apiVersion.value) === 'kustomize.toolkit.fluxcd.io') return { span: apiVersion.node, name };
  const spec = readMap(root, 'spec');
  const key = root.pair('spec')?.key;
  const isFluxShaped = spec !== undefined && ['sourceRef', 'path', 'interval', 'prune'].some((field) => spec.get(field) !== undefined);
  return key !== undefined && isFluxShaped ? { span: key, name } : undefined;
}
