/** Builds a Flux Kustomization with all that it applies in turn, as its parents make them (`flux build kustomization --recursive`). */
import type { SourceTree } from '../files/sourceTree.ts';
import type { BuildProblem, BuiltObject, UnresolvedPart } from '../kustomize/build.ts';
import { readFluxKustomization, type FluxKustomization } from '../manifests/fluxKustomization.ts';
import { nameSpan, readManifest } from '../manifests/manifest.ts';
import { buildFluxKustomization, type FluxBuild, type FluxBuildOptions } from './buildFluxKustomization.ts';
import { typeFaults } from './typedKustomization.ts';

/** One Flux Kustomization of a tree, as its parent made it. */
export interface FluxTreeMember {
  readonly kustomization: FluxKustomization;
  /** `undefined` when its source is not here. */
  readonly build: FluxBuild | undefined;
}

/** The build of a whole tree. */
export interface FluxTreeBuild {
  /** Objects of the root, then those of each child in turn, depth first. */
  readonly objects: readonly BuiltObject[];
  readonly members: readonly FluxTreeMember[];
  readonly problems: readonly BuildProblem[];
  readonly unresolved: readonly UnresolvedPart[];
}

/** Builds a tree. `artifactOf` gives the artifact of a Flux Kustomization's source, or `undefined` when it is not here. */
export function buildFluxTree(
  root: FluxKustomization,
  artifactOf: (kustomization: FluxKustomization) => SourceTree | undefined,
  options: FluxBuildOptions,
): FluxTreeBuild {
  const objects: BuiltObject[] = [];
  const members: FluxTreeMember[] = [];
  const problems: BuildProblem[] = [];
  const unresolved: UnresolvedPart[] = [];
  const visit = (kustomization: FluxKustomization, above: ReadonlySet<string>): void => {
    const artifact = artifactOf(kustomization);
    const build = artifact && buildFluxKustomization(artifact, kustomization, above.size === 0 ? options : { ...options, fromBuild: true });
    members.push({ kustomization, build });
    if (build === undefined) {
      unresolved.push({ reason: 'missing-source', what: idOf(kustomization), span: kustomization.sourceRef?.node ?? nameSpan(kustomization) });
      return;
    }
    objects.push(...build.objects);
    problems.push(...build.problems);
    unresolved.push(...build.unresolved);
    const onTheWay = new Set([...above, idOf(kustomization)]);
    for (const object of build.objects) {
      const child = childOf(object);
      if (child === undefined || idOf(child) === idOf(kustomization)) continue;
      problems.push(...typeFaults(child.root));
      if (!onTheWay.has(idOf(child))) visit(child, onTheWay);
      else problems.push({ code: 'kustomization-cycle', message: `\`${idOf(child)}\` is applied by something that it applies itself`, span: nameSpan(child) });
    }
  };
  visit(root, new Set());
  return { objects, members, problems, unresolved };
}

function childOf(object: BuiltObject): FluxKustomization | undefined {
  const manifest = readManifest(object.root);
  return manifest && readFluxKustomization(manifest);
}

function idOf({ namespace, name }: FluxKustomization): string {
  return `${namespace?.value ?? ''}/${name?.value ?? ''}`;
}
