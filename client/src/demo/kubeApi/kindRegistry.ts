/** The kinds that are served right now; CustomResourceDefinitions come and go while the server runs. */
import { toApiVersion, toResourceId } from './kindInfo.ts';
import type { KindInfo } from './kindInfo.ts';

/** A group with its one version. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** Finds kinds by what a request, a manifest or a user calls them. */
export class KindRegistry {
  readonly #kinds = new Map<string, KindInfo>();

  constructor(kinds: Iterable<KindInfo>) {
    for (const kind of kinds) this.add(kind);
  }

  /** Starts to serve a kind; a kind of the same group and plural is replaced. */
  add(kind: KindInfo): void {
    this.#kinds.set(toResourceId(kind), kind);
  }

  /** Stops to serve a kind. */
  remove(resourceId: string): void {
    this.#kinds.delete(resourceId);
  }

  all(): readonly KindInfo[] {
    return [...this.#kinds.values()];
  }

  /** By the name of its resource: `canaries.flagger.app`. */
  findById(resourceId: string): KindInfo | undefined {
    return this.#kinds.get(resourceId);
  }

  /** By the parts of a request path. */
  findByPath(group: string, version: string, plural: string): KindInfo | undefined {
    const kind = this.#kinds.get(toResourceId({ group, plural }));
    return kind?.version === version ? kind : undefined;
  }

  /** By what a manifest says of itself. */
  findByManifest(apiVersion: string, kindName: string): KindInfo | undefined {
    return this.all().find((kind) => kind.kind === kindName && toApiVersion(kind) === apiVersion);
  }

  /** By group and kind, in whatever version is served. */
  findByGroupKind(group: string, kindName: string): KindInfo | undefined {
    return this.all().find((kind) => kind.kind === kindName && kind.group === group);
  }

  /** The served groups other than the core one, in the order in which they came. */
  groupVersions(): readonly GroupVersion[] {
    const seen = new Map<string, GroupVersion>();
    for (const { group, version } of this.#kinds.values()) if (group !== '' && !seen.has(`${group}/${version}`)) seen.set(`${group}/${version}`, { group, version });
    return [...seen.values()];
  }

  /** The kinds of one group and version. */
  kindsOf(group: string, version: string): readonly KindInfo[] {
    return this.all().filter((kind) => kind.group === group && kind.version === version);
  }
}
