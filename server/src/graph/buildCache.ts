/** Keeps the builds of Flux Kustomizations over edits that do not touch what they read. */
import type { FluxBuild } from '../flux/buildFluxKustomization.ts';
import { BuildCache as FolderCache } from '../kustomize/buildDirectory.ts';
import type { Manifest } from '../manifests/manifest.ts';
import type { ObjectId } from '../protocol/objectId.ts';
import type { Span } from '../text/textFile.ts';
import type { YamlNode } from '../yaml/yamlNode.ts';

/** What a variable look-up gave: the same object again means the same variables. */
export interface VariableLookUp {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly found: YamlNode | undefined;
}

interface CachedBuild {
  readonly kustomization: YamlNode;
  readonly sourceKey: unknown;
  readonly lookUps: readonly VariableLookUp[];
  readonly build: FluxBuild;
  /** Paths in the repository. */
  readonly reads: ReadonlySet<string>;
  readonly repositoryUri: string;
}

/** A kustomize file that a build read, with the folders that it includes. */
export interface ReadKustomizeFile {
  readonly object: ObjectId;
  readonly manifest: Manifest;
  /** Its folder in the artifact. */
  readonly directory: string;
  readonly includes: readonly { readonly target: ObjectId; readonly span: Span }[];
}

/** Builds by the entry point and the Flux Kustomization that they are for. */
export class BuildCache {
  readonly #builds = new Map<string, CachedBuild>();
  readonly #kustomizeFiles = new WeakMap<FluxBuild, readonly ReadKustomizeFile[]>();
  /** Builds of folders that several Flux Kustomizations share. */
  readonly folders = new FolderCache();

  /** The build for a key if it was made of the very same object, source and variables; `look` asks for a variable's object as of now. */
  find(key: string, kustomization: YamlNode, sourceKey: unknown, look: (lookUp: VariableLookUp) => YamlNode | undefined): FluxBuild | undefined {
    const cached = this.#builds.get(key);
    if (cached?.kustomization !== kustomization || cached.sourceKey !== sourceKey) return undefined;
    return cached.lookUps.every((lookUp) => look(lookUp) === lookUp.found) ? cached.build : undefined;
  }

  /** Keeps a build. */
  keep(key: string, cached: CachedBuild): void {
    this.#builds.set(key, cached);
  }

  /** The kustomize files that a build read: the same as long as the build holds. */
  kustomizeFilesOf(build: FluxBuild, read: () => readonly ReadKustomizeFile[]): readonly ReadKustomizeFile[] {
    let files = this.#kustomizeFiles.get(build);
    if (files === undefined) this.#kustomizeFiles.set(build, (files = read()));
    return files;
  }

  /** Drops what read one of these paths of a repository. Created and removed files change their folders too: name them. */
  invalidate(repositoryUri: string, paths: Iterable<string>): void {
    const changed = [...paths];
    const ignoreRules = changed.some((path) => path === '.sourceignore' || path.endsWith('/.sourceignore'));
    for (const [key, cached] of this.#builds) {
      if (cached.repositoryUri === repositoryUri && (ignoreRules || changed.some((path) => cached.reads.has(path)))) this.#builds.delete(key);
    }
  }

  /** Forgets builds whose key no longer occurs, so that memory stays bounded. */
  retain(keys: ReadonlySet<string>): void {
    for (const key of this.#builds.keys()) if (!keys.has(key)) this.#builds.delete(key);
  }
}
