/** The artifacts that an ArtifactGenerator puts together, as trees (source-watcher internal/builder/builder.go). */
import { baseName, securePath } from '../files/paths.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import { readMaps, readString } from '../yaml/yamlReader.ts';
import type { Manifest } from '../manifests/manifest.ts';
import type { Mount } from './mountedTree.ts';

/** Reference to one of the generator's sources. */
export interface GeneratorSource {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** One artifact by name, with its copy steps. */
export interface GeneratedArtifact {
  readonly name: string;
  readonly copies: readonly { readonly source: GeneratorSource; readonly from: string; readonly to: string }[];
  /** Whether a step could not be read: the artifact may hold more than we know. */
  readonly partial: boolean;
}

/** Reads what a generator makes; empty for any other object. */
export function readGeneratedArtifacts(manifest: Manifest): readonly GeneratedArtifact[] {
  if (manifest.kind !== 'ArtifactGenerator') return [];
  const sources = new Map<string, GeneratorSource>();
  for (const source of readMaps(manifest.root, 'spec', 'sources')) {
    const alias = readString(source, 'alias')?.value;
    const kind = readString(source, 'kind')?.value;
    const name = readString(source, 'name')?.value;
    if (alias !== undefined && kind !== undefined && name !== undefined) sources.set(alias, { kind, name, namespace: readString(source, 'namespace')?.value });
  }
  return readMaps(manifest.root, 'spec', 'artifacts').flatMap((artifact) => {
    const name = readString(artifact, 'name')?.value;
    if (name === undefined) return [];
    const steps = readMaps(artifact, 'copy');
    const copies = steps.flatMap((step) => {
      const from = /^@([^/]+)\/(.*)$/.exec(readString(step, 'from')?.value ?? '');
      const to = /^@artifact\/(.*)$/.exec(readString(step, 'to')?.value ?? '')?.[1];
      const source = sources.get(from?.[1] ?? '');
      const strategy = readString(step, 'strategy')?.value ?? 'Overwrite';
      return source === undefined || to === undefined || strategy !== 'Overwrite' || step.get('exclude') !== undefined ? [] : [{ source, from: from?.[2] ?? '', to }];
    });
    return [{ name, copies, partial: copies.length < steps.length }];
  });
}

/**
 * The mounts of one copy step. A folder is copied into the destination under its own name, `folder/**` brings its
 * content, a file goes into `to/` or becomes `to`. `undefined` for a pattern that is not followed here.
 */
export function mountOfCopy(tree: SourceTree, from: string, to: string): Mount | undefined {
  const target = securePath('', to);
  const content = /^(.*)\/\*\*$/.exec(from)?.[1] ?? (from === '**' ? '' : undefined);
  if (content !== undefined && !/[*?[\]]/.test(content)) return { at: target, tree, path: securePath('', content) };
  if (/[*?[\]]/.test(from)) return undefined;
  const path = securePath('', from);
  const kind = tree.kindOf(path);
  if (kind === 'file' && !to.endsWith('/') && to !== '') return { at: target, tree, path };
  return kind === undefined ? undefined : { at: securePath(target, baseName(path)), tree, path };
}
