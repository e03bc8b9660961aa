/** Reports an image automation that updates a folder which is not there. */
import { nearestFolder } from '../../files/nearestFolder.ts';
import { securePath } from '../../files/paths.ts';
import { nodesOfKind, type Artifact, type ClusterGraph } from '../../graph/graph.ts';
import { readReference } from '../../manifests/manifest.ts';
import { readMap, readString } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where the files of the GitRepository are here, with the nearest folder as data for the fix. */
export const imagePathMissing: GraphRule = {
  id: 'image/path-missing',
  scope: 'graph',
  kinds: ['ImageUpdateAutomation'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/image-automation-controller internal/policy/applier.go: securejoin of the checkout with spec.update.path; pkg/update/setters.go: kio.LocalPackageReader, which fails where nothing is',
  summary: 'The `path` of an ImageUpdateAutomation is no folder of its repository.',
  explain: rulePage({
    does: 'Reports a `spec.update.path` that names nothing in the repository of the `sourceRef`, where that is in the workspace and the branch that is checked out is the one which Flux reads.',
    why: 'The automation fails, and no image line is updated.',
    controller: 'image-automation-controller looks for markers below that path of its own checkout, counted from the root of the repository.',
    fix: 'Write the folder as it is called from the root of the repository. The quick fix takes the nearest one.',
    ignore: 'When the branch that is checked out has the folder, and this one has not.',
  }),
  check(node, { derivedAt }, report) {
    const nearest = derivedAt(missingPaths, node.id);
    const path = readString(node.manifest.root, 'spec', 'update', 'path');
    if (nearest === undefined || path === undefined) return;
    const replacement = nearest === '' ? undefined : `./${nearest}`;
    const source = readString(node.manifest.root, 'spec', 'sourceRef', 'name')?.value ?? '';
    report({ span: faultSpan(path.node), message: `${path.value} does not exist in GitRepository ${source}${replacement === undefined ? '' : `; nearest: ${replacement}`}`, data: { replacement } });
  },
};

/** The automations of a cluster whose path is not there, by id, each with the nearest folder (`''` for none): to be derived from it, as the files of a source are of another version after each edit. */
function missingPaths(cluster: ClusterGraph): ReadonlyMap<string, string> {
  return new Map(nodesOfKind(cluster, 'ImageUpdateAutomation').flatMap((node) => {
    const spec = readMap(node.manifest.root, 'spec');
    const path = readString(spec, 'update', 'path')?.value ?? '';
    const branch = readString(spec, 'git', 'checkout', 'ref', 'branch')?.value ?? cluster.entry.ref;
    const folder = securePath('', path);
    if (folder === '' || holdsVariable(path) || branch !== cluster.entry.ref) return [];
    const source = readReference(readMap(spec, 'sourceRef'));
    const artifact = source?.name === undefined ? undefined : artifactOf(cluster, source.namespace?.value ?? node.object.namespace, source.name.value);
    if (artifact === undefined || artifact.repository.tree.kindOf(artifact.repositoryPath(folder)) !== undefined) return [];
    return [[node.id, nearestFolder(artifact.tree, folder) ?? ''] as const];
  }));
}

/** What a GitRepository that is in the workspace gives to the Flux Kustomizations that name it. */
function artifactOf({ deliveries }: ClusterGraph, namespace: string | undefined, name: string): Artifact | undefined {
  for (const { source, kustomization: { sourceRef }, node } of deliveries.values()) {
    if (sourceRef?.kind?.value !== 'GitRepository' || sourceRef.name?.value !== name || (sourceRef.namespace?.value ?? node.object.namespace) !== namespace) continue;
    if (source.state === 'local') return source.artifact;
  }
  return undefined;
}
