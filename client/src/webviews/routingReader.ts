// Reads the object that holds a Canary's weights, once for each change of the Canary: Flagger writes both together, so no polling and no watch of another dozen kinds is needed.
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { JsonObject } from '../cluster/jsonValue.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import type { ServedKind } from '../cluster/servedKind.ts';

/** What the object is called. */
export interface RoutingRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

interface Reading {
  readonly resourceVersion: string;
  content: JsonObject | undefined;
}

/** Remembers the last reading of each Canary's routing object and how kinds are served. */
export class RoutingReader {
  readonly #readings = new WeakMap<ClusterSession, Map<string, Reading>>();
  readonly #kinds = new WeakMap<ClusterSession, Map<string, Promise<ServedKind | undefined>>>();

  /** The last known content; where the Canary has changed since, it is read anew and `again` is called when that brought something. */
  read(session: ClusterSession, live: LiveCanary, ref: RoutingRef, again: () => void): JsonObject | undefined {
    const readings = this.#readings.get(session) ?? new Map<string, Reading>();
    this.#readings.set(session, readings);
    const key = live.object.uid;
    const known = readings.get(key);
    const { resourceVersion } = live.object;
    if (known?.resourceVersion === resourceVersion) return known.content;
    const reading: Reading = { resourceVersion, content: known?.content };
    readings.set(key, reading);
    void this.#fetch(session, ref).then((content) => {
      if (content === undefined || readings.get(key) !== reading) return;
      reading.content = content;
      again();
    });
    return reading.content;
  }

  async #fetch(session: ClusterSession, ref: RoutingRef): Promise<JsonObject | undefined> {
    const served = await this.#servedKind(session, ref);
    if (served === undefined) return undefined;
    const answer = await session.connection.get(served, ref.namespace ?? '', ref.name);
    return answer.ok ? answer.value : undefined;
  }

  #servedKind(session: ClusterSession, ref: RoutingRef): Promise<ServedKind | undefined> {
    const kinds = this.#kinds.get(session) ?? new Map<string, Promise<ServedKind | undefined>>();
    this.#kinds.set(session, kinds);
    const key = `${ref.group}/${ref.kind}`;
    const known = kinds.get(key);
    if (known !== undefined) return known;
    const asked = discoverKind(session, ref);
    kinds.set(key, asked);
    return asked;
  }
}

/** The newest served version of the kind: the group's preferred one is asked first. */
async function discoverKind(session: ClusterSession, ref: RoutingRef): Promise<ServedKind | undefined> {
  const versions = await servedVersions(session, ref.group);
  for (const version of versions) {
    const kinds = await session.connection.listKinds(ref.group, version);
    const served = kinds.ok ? kinds.value.find((kind) => kind.kind === ref.kind) : undefined;
    if (served !== undefined) return served;
  }
  return undefined;
}

async function servedVersions(session: ClusterSession, group: string): Promise<readonly string[]> {
  if (group === '') return ['v1'];
  const groups = await session.connection.listGroups();
  return groups.ok ? (groups.value.find((served) => served.group === group)?.versions ?? []) : [];
}
