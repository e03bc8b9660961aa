/** Reports Flux Kustomizations of one folder that have the same name. */
import { baseName, dirName, securePath } from '../../files/paths.ts';
import { nodesOfKind, type ClusterGraph, type EntryPoint, type GraphNode } from '../../graph/graph.ts';
import { readFluxKustomization, type FluxKustomization } from '../../manifests/fluxKustomization.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { holdsVariable } from '../faultPlace.ts';
import type { GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { target } from './two-owners.ts';

/** Warning on the later one of a file, or on the one whose file and path are called otherwise. */
export const kustomizationNameTaken: GraphRule = {
  id: 'kustomization/name-taken',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubectl apply: of two objects with one name the later replaces the earlier; kubernetes-sigs/kustomize api/resmap/reswrangler.go Append refuses the second; kustomize-controller prunes what the object’s new spec no longer brings',
  summary: 'Two Flux Kustomizations that stand together have the same name.',
  explain: rulePage({
    does: 'Reports two Flux Kustomizations with one name and namespace that nothing in Git applies, such as a copy that was not renamed: two in one file, and two in one folder where the file or the path of one is called like the name, and those of the other like another Kustomization that is there or that others depend on. Two files that may be meant for two clusters are not told. Also one that `flux bootstrap` wrote, or that a FluxInstance makes, and that applies another one of its name with another `path` to its own cluster.',
    why: 'A cluster has one of them: the other folder is never applied, or removed again.',
    controller: 'Whoever applies both by hand replaces the first by the second, and kustomize-controller then prunes what the first brought. Where Flux applies the folder, the build fails with “may not add resource with an already registered id”, which `kustomize/same-object-twice` reports.',
    fix: 'Give one of them another name.',
    ignore: 'When the two are applied to different clusters.',
  }),
  check(node, { cluster }, report) {
    const twins = cluster.rootTwins.get(node.id) ?? [];
    const first = twins.length === 0 ? undefined : readFluxKustomization(node.manifest);
    if (first === undefined || holdsVariable(node.id)) return;
    if (node.appliedBy !== undefined) {
      if (cluster.entry.by !== 'kustomization' && !isForElsewhere(node, cluster)) for (const root of twins) reportRoot(root, first, cluster.entry, report);
      return;
    }
    for (const twin of twins) {
      const wrong = wrongOf(first, twin, cluster);
      if (wrong === undefined) continue;
      const right = wrong === twin ? first : twin;
      const where = right.root.file === wrong.root.file ? 'twice in this file' : `here and in \`${right.root.file.path}\``;
      report({ span: nameSpan(wrong), message: `Kustomization ${node.object.name} is declared ${where}: a cluster can have one of them only`, related: [{ span: nameSpan(right), message: `Kustomization ${node.object.name} in ${right.root.file.path}` }] });
    }
  },
};

/** A Flux Kustomization that starts Flux and applies another one of its name, which has it read another folder. */
function reportRoot(root: FluxKustomization, applied: FluxKustomization, entry: EntryPoint, report: Reporter): void {
  const [own = '', other = ''] = [root, applied].map(({ path }) => securePath('', path?.value ?? ''));
  if (own === other || holdsVariable(own) || holdsVariable(other)) return;
  const called = `Kustomization ${root.name?.value ?? ''}`;
  const [file, appliedFile] = [root.root.file.path, applied.root.file.path];
  if (entry.by === 'instance') {
    report({ span: nameSpan(applied), message: `${called} takes the place of the one of its name that the FluxInstance makes, which has another \`path\``, related: [{ span: entry.span, message: `what the FluxInstance syncs` }] });
    return;
  }
  report({ span: nameSpan(root), message: `${called} starts Flux here and applies another one of its name, with another \`path\`, which takes its place`, related: [{ span: nameSpan(applied), message: `${called} in ${appliedFile}` }] });
  report({ span: nameSpan(applied), message: `${called} takes the place of the one of its name in \`${file}\`, which starts Flux and has another \`path\``, related: [{ span: nameSpan(root), message: `${called} in ${file}` }] });
}

/** Which of two with one name has it by mistake; `undefined` where both may be right, as two files for two clusters are. */
function wrongOf(first: FluxKustomization, second: FluxKustomization, cluster: ClusterGraph): FluxKustomization | undefined {
  const [one, other] = [first.root.file, second.root.file];
  if (one === other) return second;
  if (dirName(one.path) !== dirName(other.path)) return undefined;
  const [fits, fitsToo] = [fit(first), fit(second)];
  const wrong = fits === 'well' && fitsToo === 'not' ? second : fits === 'not' && fitsToo === 'well' ? first : undefined;
  return wrong !== undefined && isCalledLikeAnother(wrong, cluster) ? wrong : undefined;
}

/** Whether the file or the folder of a Flux Kustomization is called like another one, be it there or only depended on. */
function isCalledLikeAnother({ path, root }: FluxKustomization, cluster: ClusterGraph): boolean {
  const own = [fileName(root.file.path), baseName(securePath('', path?.value ?? ''))];
  return nodesOfKind(cluster, 'Kustomization').some(({ object, manifest }) => {
    const wanted = readFluxKustomization(manifest)?.dependsOn ?? [];
    return [object.name, ...wanted.map(({ name }) => name?.value ?? '')].some((name) => name !== '' && own.includes(name));
  });
}

/** Whether what applies a node, or what applies that, names another cluster in its `kubeConfig`. */
function isForElsewhere(node: GraphNode, cluster: ClusterGraph): boolean {
  const seen = new Set<string>();
  for (let id = node.appliedBy; id !== undefined && !seen.has(id); id = cluster.nodes.get(id)?.appliedBy) {
    seen.add(id);
    const delivery = cluster.deliveries.get(id);
    if (delivery !== undefined && target(delivery) !== '') return true;
  }
  return false;
}

function fileName(path: string): string {
  return baseName(path).replace(/\.ya?ml$/, '');
}

/** How the name of a Flux Kustomization fits to what its file and the folders of its path are called. */
function fit({ name, path, root }: FluxKustomization): 'well' | 'somewhat' | 'not' {
  const called = name?.value ?? '';
  const around = [fileName(root.file.path), ...(path?.value.split('/') ?? [])].filter((part) => part !== '' && part !== '.');
  if (around.includes(called)) return 'well';
  return around.some((part) => part.includes(called) || called.includes(part)) ? 'somewhat' : 'not';
}
