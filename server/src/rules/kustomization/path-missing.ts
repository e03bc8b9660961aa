/** Reports a Flux Kustomization whose `spec.path` is no folder of its source. */
import { nearestFolder } from '../../files/nearestFolder.ts';
import { dirName, joinPath } from '../../files/paths.ts';
import type { Artifact, Delivery } from '../../graph/graph.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { GraphContext, GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { artifactWords, sourceWords } from '../sourceWords.ts';

/** Error, with the nearest folder as data for the fix. */
export const pathMissing: GraphRule = {
  id: 'kustomization/path-missing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go: "kustomization path not found"; fluxcd/flux2#1184, #631, #1788',
  summary: 'The `path` of a Flux Kustomization is no folder of its source.',
  explain: rulePage({
    does: 'Reports a `spec.path` that names no folder in the files of the source, where these are in the workspace. It tells a file, a backslash and a path that was taken as relative to the YAML file apart.',
    why: 'The Kustomization fails with `ArtifactFailed`, and everything that depends on it waits.',
    controller: 'kustomize-controller joins the path with the root of the artifact, which is the root of the repository (a leading `/` or `./` and a trailing `/` mean nothing; `..` stays inside). A folder that is not there ends the run: "kustomization path not found".',
    fix: 'Write the folder as it is called from the root of the source. The quick fix takes the nearest one.',
    ignore: 'When the folder is made by something that runs before the artifact is packed, in CI for example.',
  }),
  check(node, { cluster }, report) {
    const delivery = cluster.deliveries.get(node.id);
    const path = delivery?.kustomization.path;
    if (delivery === undefined || path === undefined || delivery.source.state !== 'local' || delivery.pathExists || holdsVariable(path.value)) return;
    const { artifact } = delivery.source;
    const inArtifact = delivery.path ?? '';
    if (artifact.repository.tree.kindOf(artifact.repositoryPath(inArtifact)) === 'directory') return; // path-excluded says it.
    const { text, replacement } = words(delivery, artifact, { cluster });
    report({ span: faultSpan(path.node), message: text, severity: delivery.kustomization.suspend?.value === true ? 'warning' : 'error', data: { replacement } });
  },
};

function words(delivery: Delivery, artifact: Artifact, context: Pick<GraphContext, 'cluster'>): { readonly text: string; readonly replacement: string | undefined } {
  const written = delivery.kustomization.path?.value ?? '';
  const source = `${sourceWords(delivery)} (${artifactWords(artifact, context.cluster.entry.repository)})`;
  const { tree } = artifact;
  if (tree.kindOf(delivery.path ?? '') === 'file') {
    const folder = dirName(delivery.path ?? '');
    return { text: `${written} is a file of ${source}; \`path\` takes the folder: ./${folder}`, replacement: `./${folder}` };
  }
  const slashed = written.replaceAll('\\', '/');
  if (slashed !== written && tree.kindOf(joinPath('', slashed) ?? '') === 'directory') {
    return { text: `folder ${written} does not exist in ${source}: folders are separated by /, so write ${slashed}`, replacement: slashed };
  }
  const besideFile = joinPath(dirName(delivery.kustomization.root.file.path), written);
  if (besideFile !== undefined && besideFile !== delivery.path && tree.kindOf(besideFile) === 'directory') {
    return { text: `folder ${written} does not exist in ${source}: \`path\` counts from the root of the source, not from this file; write ./${besideFile}`, replacement: `./${besideFile}` };
  }
  const nearest = nearestFolder(tree, delivery.path ?? '');
  const replacement = nearest === undefined ? undefined : `./${nearest}`;
  return { text: `folder ${written} does not exist in ${source}${replacement === undefined ? '' : `; nearest: ${replacement}`}`, replacement };
}
