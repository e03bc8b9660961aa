/** Which kinds stand in open files without a structure of ours: what the client may read of the connected cluster. */
import { manifestsOf } from '../manifests/manifest.ts';
import type { ServedSchemas, VersionedKind } from '../protocol/servedSchemas.ts';
import { findStructure } from '../schemas/catalogue.ts';
import { readServedSchema } from '../schemas/openApiStructure.ts';
import type { ServedStructures, Snapshot } from '../workspace/session.ts';

/** Kinds of the objects in these files that are not known here, each once, in order of their names. */
export function wantedKinds(snapshot: Snapshot, uris: readonly string[]): readonly VersionedKind[] {
  const wanted = new Map<string, VersionedKind>();
  for (const uri of uris) {
    const file = snapshot.file(uri);
    if (file === undefined) continue;
    for (const { apiVersion, kind } of manifestsOf(file)) {
      const isWord = /^[a-z0-9./-]+$/.test(apiVersion) && /^[A-Za-z0-9]+$/.test(kind);
      // A kustomize file is no object of a cluster.
      if (isWord && !apiVersion.startsWith('kustomize.config.k8s.io/') && findStructure(apiVersion, kind) === undefined) wanted.set(`${apiVersion}/${kind}`, { apiVersion, kind });
    }
  }
  return [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

/** The definitions as structures. */
export function readServedSchemas({ contextName, kinds }: ServedSchemas): ServedStructures {
  return {
    contextName,
    kinds: new Map(
      kinds.flatMap((served) => {
        const described = readServedSchema(served);
        return described === undefined ? [] : [[`${served.apiVersion}/${served.kind}`, described] as const];
      }),
    ),
  };
}
