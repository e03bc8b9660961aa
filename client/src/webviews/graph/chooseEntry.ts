// Chooses which entry point the graph panel shows, and finds out whether the connected cluster is made from it. Pure.
import type { GraphAnswer } from '../../../../server/src/protocol/requests.ts';
import type { LiveFluxKustomization } from '../../cluster/objects/fluxKustomization.ts';

/** The entry point; `isLive` says whether live states belong to it. */
export interface ChosenEntry {
  readonly graph: GraphAnswer | undefined;
  readonly isLive: boolean;
}

/** The wanted one, else the one that the cluster is made from, else the first. */
export function chooseEntry(graphs: readonly GraphAnswer[], wanted: string, live: readonly Pick<LiveFluxKustomization, 'namespace' | 'name' | 'path'>[]): ChosenEntry {
  const fits = graphs.filter((graph) => isMadeFrom(graph, live));
  const graph = graphs.find(({ entry }) => entry === wanted) ?? fits[0] ?? graphs[0];
  // Without any that fits, the only entry point is the likeliest.
  return { graph, isLive: graph !== undefined && (fits.includes(graph) || (fits.length === 0 && graphs.length === 1)) };
}

function isMadeFrom({ roots }: GraphAnswer, live: readonly Pick<LiveFluxKustomization, 'namespace' | 'name' | 'path'>[]): boolean {
  return live.some(({ namespace, name, path }) => {
    const written = roots[`Kustomization/${namespace}/${name}`];
    return written !== undefined && plain(written) === plain(path);
  });
}

/** `./clusters/prod/` and `clusters/prod` are the same folder. */
function plain(path: string): string {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.').join('/');
}
