/** Reports operations of JSON patches that can never do what they say. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { manifestsOf } from '../../manifests/manifest.ts';
import { nearestName } from '../../text/editDistance.ts';
import { parseEmbedded } from '../../yaml/parseEmbedded.ts';
import { readMaps, readScalar, readString } from '../../yaml/yamlReader.ts';
import type { YamlMap, YamlScalar } from '../../yaml/yamlNode.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { FileContext } from '../rule.ts';
import type { FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning, whether or not some object is patched; what fails on an object is `kustomize/json-patch-fails`. */
export const jsonPatchMalformed: FileRule = {
  id: 'kustomize/json-patch-malformed',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'RFC 6902 and RFC 6901; evanphx/json-patch: an unknown op is an error once an object is patched, and a path without a leading slash loses its first part',
  summary: 'An operation of a JSON patch has an unknown `op` or a path that is no JSON pointer.',
  explain: rulePage({
    does: 'Reports operations in `patches` of kustomize files, of Flux Kustomizations and of `postRenderers` of HelmReleases whose `op` is none of the six, and paths that do not start with `/`.',
    why: 'An unknown `op` fails the build as soon as the target matches an object. A path without the slash silently changes another field: `metadata/labels` adds `labels` at the top of the object.',
    controller: 'kustomize splits the path at its slashes and drops what stands before the first one.',
    fix: 'Write one of add, remove, replace, move, copy, test; start the path with `/`.',
    ignore: 'Never.',
  }),
  check(file, context, report) {
    const patches = [...readMaps(kustomizeFileOf(file)?.root, 'patches'), ...manifestsOf(file).flatMap((manifest) => [...(readFluxKustomization(manifest)?.patches ?? []), ...postRendered(manifest.root)])];
    for (const operation of patches.flatMap(operationsOf)) {
      const op = readString(operation, 'op');
      const path = readString(operation, 'path');
      if (op !== undefined && !operations.includes(op.value) && !failsAt(op.node.start, context)) {
        const near = nearestName(op.value, operations);
        report({ span: faultSpan(op.node), message: `\`op\` must be add, remove, replace, move, copy or test, not \`${op.value}\``, data: { replacement: near } });
      }
      if (path !== undefined && !path.value.startsWith('/') && !holdsVariable(path.value) && !failsAt(path.node.start, context)) {
        report({ span: faultSpan(path.node), message: `\`${path.value}\` is no JSON pointer: it starts with \`/\``, data: { replacement: `/${path.value}` } });
      }
    }
  },
};

const operations: readonly string[] = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/** The operations of an inline patch, or of those that it gives to a HelmRelease in turn. */
function operationsOf(entry: YamlMap): readonly YamlMap[] {
  const patch: YamlScalar | undefined = readScalar(entry, 'patch');
  const root = patch === undefined ? undefined : parseEmbedded(patch).documents[0]?.root;
  if (root?.kind === 'map') return [...postRendered(root), ...readMaps(root, 'spec', 'patches')].flatMap(operationsOf);
  return root?.kind === 'seq' ? root.items.filter((item) => item.kind === 'map') : [];
}

/** The patches that a HelmRelease has Helm's output go through. */
function postRendered(root: YamlMap): readonly YamlMap[] {
  return readString(root, 'kind')?.value === 'HelmRelease' ? readMaps(root, 'spec', 'postRenderers').flatMap((renderer) => readMaps(renderer, 'kustomize', 'patches')) : [];
}

/** Whether a build fails at the place already, which is said there. */
function failsAt(start: number, { problems }: FileContext): boolean {
  return problems.some(({ span }) => span.start === start);
}
