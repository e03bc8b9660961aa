/** Names the source of a Flux Kustomization and its files for a person. */
import type { Artifact, Delivery, Repository } from '../graph/graph.ts';

/** The source as the Flux Kustomization names it: `GitRepository flux-system`. */
export function sourceWords({ kustomization }: Delivery): string {
  const reference = kustomization.sourceRef;
  return `${reference?.kind?.value ?? 'source'} ${reference?.name?.value ?? ''}`.trim();
}

/** Where an artifact's files are: `this repository`, `repository faces-demo`, `folder kubernetes of this repository`. */
export function artifactWords(artifact: Artifact, here: Repository): string {
  const repository = artifact.repository === here ? 'this repository' : `repository ${artifact.repository.name}`;
  return artifact.root === '' ? repository : `folder ${artifact.root} of ${repository}`;
}
