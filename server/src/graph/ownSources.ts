/**
 * Judges, where no remote tells, whether a source delivers the very repository that declares or uses it: by the paths that
 * Flux Kustomizations look for in it. A checkout without remotes, a fork and a mirror are read like the original then.
 */
import { isWithin, securePath } from '../files/paths.ts';
import { normaliseRemoteUrl } from '../files/remoteUrl.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import type { FluxSource } from '../manifests/fluxSource.ts';
import { inferArtifactRoot, repositoryOfUrl } from './artifacts.ts';
import type { Repository } from './graph.ts';
import { groupBy } from './lazyMap.ts';
import type { RawFile } from './rawIndex.ts';

/** Paths that must all be found for a source that is no Git repository: fewer may fit some folder by accident. */
const pathsToBeSure = 3;

/** The sources of one repository's files. */
export class OwnSources {
  readonly #repository: Repository;
  readonly #raw: readonly RawFile[];
  readonly #roots = new Map<string, string | undefined>();
  #declared: ReadonlyMap<string, readonly FluxSource[]> | undefined;
  #users: ReadonlyMap<string, readonly FluxKustomization[]> | undefined;
  #bestUrl: { readonly url: string | undefined } | undefined;

  constructor(repository: Repository, raw: readonly RawFile[]) {
    this.#repository = repository;
    this.#raw = raw;
  }

  /** The folder of this repository that a source's artifact is made of; `undefined` when it seems to be made of other files. */
  rootOf(kind: string, name: string): string | undefined {
    const key = `${kind}/${name}`;
    if (!this.#roots.has(key)) this.#roots.set(key, this.#judge(kind, name));
    return this.#roots.get(key);
  }

  /** The Flux Kustomizations in the files that name a source. */
  usersOf(kind: string, name: string): readonly FluxKustomization[] {
    this.#users ??= groupBy(
      this.#raw.flatMap(({ kustomizations }) => kustomizations.map(({ kustomization }) => kustomization)),
      ({ sourceRef }) => `${sourceRef?.kind?.value ?? ''}/${sourceRef?.name?.value ?? ''}`,
    );
    return this.#users.get(`${kind}/${name}`) ?? [];
  }

  /** The sources of a kind and name that the files declare. */
  declared(kind: string, name: string): readonly FluxSource[] {
    this.#declared ??= groupBy(this.#raw.flatMap(({ sources }) => sources), (source) => `${source.kind}/${source.name?.value ?? ''}`);
    return this.#declared.get(`${kind}/${name}`) ?? [];
  }

  #judge(kind: string, name: string): string | undefined {
    const users = this.usersOf(kind, name);
    const declared = this.declared(kind, name);
    if (declared.length === 0 || name === 'flux-system') return this.#rootOfUndeclared(name, users);
    if (declared.some(({ url }) => repositoryOfUrl([this.#repository], url?.value) !== undefined)) return kind === 'GitRepository' ? '' : inferArtifactRoot(this.#repository, users);
    if (kind !== 'GitRepository') return distinctPaths(users).length < pathsToBeSure ? undefined : inferArtifactRoot(this.#repository, users);
    const best = (this.#bestUrl ??= { url: this.#findBestUrl() }).url;
    return best !== undefined && declared.some(({ url }) => urlKey(url?.value) === best) ? '' : undefined;
  }

  /** Flux was given it by hand: this repository, when the paths fit. A lone `./` fits everything and proves nothing. */
  #rootOfUndeclared(name: string, users: readonly FluxKustomization[]): string | undefined {
    if (name !== 'flux-system' && distinctPaths(users).length === 0) return undefined;
    return inferArtifactRoot(this.#repository, users) ?? (name === 'flux-system' ? '' : undefined);
  }

  /** The URL among those of all Git sources that is this repository's, judged by paths and by the repository's own name. */
  #findBestUrl(): string | undefined {
    const usersByUrl = new Map<string, FluxKustomization[]>();
    const seen = new Set<string>();
    for (const { sources } of this.#raw) {
      for (const { kind, name, url } of sources) {
        const key = urlKey(url?.value);
        if (kind !== 'GitRepository' || name === undefined || key === undefined || seen.has(`${key} ${name.value}`)) continue;
        seen.add(`${key} ${name.value}`);
        usersByUrl.set(key, [...(usersByUrl.get(key) ?? []), ...this.usersOf(kind, name.value)]);
      }
    }
    const fitting = [...usersByUrl].filter(([url, users]) => this.#mayBe(url) && this.#fits(users));
    return fitting.sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
  }

  /** Whether a URL may be this repository's: forks and mirrors keep the last name. */
  #mayBe(url: string): boolean {
    const { remotes } = this.#repository;
    return remotes.length === 0 || remotes.some((remote) => lastName(urlKey(remote) ?? remote) === lastName(url));
  }

  /** Whether nearly all paths are here, and one of them is deep or holds Flux's own objects, so that it is no accident. */
  #fits(users: readonly FluxKustomization[]): boolean {
    const paths = distinctPaths(users);
    const here = paths.filter((path) => this.#repository.tree.kindOf(path) === 'directory');
    const enough = here.length > 0 && (here.length === paths.length || (paths.length >= 5 && here.length >= paths.length * 0.8));
    return enough && here.some((path) => path.includes('/') || this.#raw.some(({ file }) => isWithin(path, file.path)));
  }
}

/** The different paths that Flux Kustomizations name below a source's root, as far as they are written out. */
export function distinctPaths(users: readonly FluxKustomization[]): readonly string[] {
  return [...new Set(users.map(({ path }) => securePath('', path?.value ?? '')))].filter((path) => path !== '' && !path.includes('${'));
}

function urlKey(url: string | undefined): string | undefined {
  return url === undefined ? undefined : normaliseRemoteUrl(url);
}

function lastName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
