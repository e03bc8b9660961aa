/** Links under the paths of kustomize files and Flux Kustomizations. */
import type { Span, TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { fluxComponentsIn } from './definitions/fluxComponents.ts';
import { firstFileBelow, kustomizeEntries } from './definitions/kustomizeEntries.ts';

/** A link from a span to a file. */
export interface FileLink {
  readonly span: Span;
  readonly target: TextFile;
  readonly tooltip: string;
}

/** All links of a file. */
export function findDocumentLinks(snapshot: Snapshot, file: TextFile): readonly FileLink[] {
  const entries = kustomizeEntries(snapshot, file).flatMap(({ span, target }) => (target === undefined ? [] : [{ span, target, tooltip: `Open ${target.path}` }]));
  const seen = new Set<number>();
  const paths = snapshot.graph.clusters.flatMap((cluster) =>
    [...cluster.deliveries.values()].flatMap(({ kustomization, source, path, pathExists }) => {
      const node = kustomization.path?.node;
      if (node === undefined || node.file.uri !== file.uri || source.state !== 'local' || !pathExists || path === undefined || seen.has(node.start)) return [];
      const target = firstFileBelow(source.artifact.tree, path);
      seen.add(node.start);
      return target === undefined ? [] : [{ span: node, target, tooltip: `Open ${target.path}` }];
    }),
  );
  const components = fluxComponentsIn(snapshot, file).flatMap(({ span, artifact, path }) => {
    const target = seen.has(span.start) ? undefined : firstFileBelow(artifact.tree, path);
    seen.add(span.start);
    return target === undefined ? [] : [{ span, target, tooltip: `Open ${target.path}` }];
  });
  return [...entries, ...paths, ...components];
}
