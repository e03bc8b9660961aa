/** Builds one random Flux Kustomization with our engine and with the real flux, and says where they differ. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { securePath } from '../../server/src/files/paths.ts';
import { buildFluxKustomization, type FluxBuildOptions } from '../../server/src/flux/buildFluxKustomization.ts';
import { buildFluxTree } from '../../server/src/flux/buildFluxTree.ts';
import type { BuildProblem } from '../../server/src/kustomize/build.ts';
import { readFluxKustomization, type FluxKustomization } from '../../server/src/manifests/fluxKustomization.ts';
import { manifestsOf } from '../../server/src/manifests/manifest.ts';
import { compareObjects, repairs, treeOf, writeProject, type Comparison } from './compare.ts';
import { randomFlux, rootFile, type FluxProject } from './randomFlux.ts';
import { withoutFault } from './repair.ts';

const options: FluxBuildOptions = { variables: () => undefined, fluxVersion: [2, 9], dryRun: true };

/** Compares one seed; the artifact is written below `directory`. What both refuse is taken out and the rest compared again. */
export async function compareFluxSeed(seed: number, flux: string, directory: string): Promise<Comparison> {
  let project: FluxProject | undefined = randomFlux(seed);
  let result: Comparison = { seed, outcome: 'both-fail', details: '' };
  for (let attempt = 0; attempt <= repairs && project !== undefined; attempt++) {
    result = await compareFlux(seed, project, flux, join(directory, `flux-${seed}`));
    const [problem] = result.problems ?? [];
    if (result.outcome !== 'both-fail' || problem === undefined) return result;
    project = repaired(project, problem);
  }
  return result;
}

/** The artifact without what the problem blames; a fault of substitution takes all substitution out. */
function repaired(project: FluxProject, problem: BuildProblem): FluxProject | undefined {
  const files = withoutFault(project.files, problem) ?? withoutPostBuild(project.files);
  return files && { ...project, files };
}

function withoutPostBuild(files: FluxProject['files']): FluxProject['files'] | undefined {
  const without = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace(/^  postBuild:(.*\n)(?:    .*\n)*/gm, '')]));
  return Object.entries(without).some(([path, text]) => text !== files[path]) ? without : undefined;
}

/** Compares one artifact; its files stay on disk when the outcomes differ. */
export async function compareFlux(seed: number, project: FluxProject, flux: string, directory: string): Promise<Comparison> {
  await writeProject(project.files, directory);
  const tree = treeOf(project.files);
  const file = tree.file(project.file);
  const root = file && manifestsOf(file).flatMap((manifest) => readFluxKustomization(manifest) ?? []).find(({ name }) => name?.value === 'root');
  if (root === undefined) return { seed, outcome: 'differs', details: `${directory}\nthere is no Kustomization \`root\`` };
  const real = await runFlux(flux, directory, root, project.recursive);
  const ours = project.recursive ? buildFluxTree(root, (one) => (one.sourceRef?.name?.value === 'flux-system' ? tree : undefined), options) : buildFluxKustomization(tree, root, options);
  const result = compareObjects(seed, directory, 'flux', real, { ...ours, unresolved: ours.unresolved.filter(({ reason }) => reason !== 'encrypted') });
  if (result.outcome !== 'differs') await rm(directory, { recursive: true });
  return result;
}

function runFlux(flux: string, directory: string, root: FluxKustomization, recursive: boolean): Promise<{ output: string | undefined; error: string }> {
  const path = `./${securePath('', root.path?.value ?? '')}`;
  const sources = ['flux-system/', 'apps/', 'prod/', 'default/', '123/', 'own/', 'plug/', 'parent/', ''].map((namespace) => `GitRepository/${namespace}flux-system=./`).join(',');
  const args = ['build', 'kustomization', 'root', '--kustomization-file', rootFile, '--path', path, '--dry-run', '--in-memory-build', ...(recursive ? ['--recursive', '--local-sources', sources] : [])];
  return new Promise((resolve) => {
    execFile(flux, args, { cwd: directory, maxBuffer: 64_000_000 }, (error, stdout, stderr) => {
      // The tool's own version stands where `managedByLabel` asks for it.
      resolve(error === null ? { output: stdout.replaceAll(/kustomize-v2\.\d+\.\d+/g, 'kustomize-v5.8.1'), error: '' } : { output: undefined, error: stderr.slice(0, 600) });
    });
  });
}

