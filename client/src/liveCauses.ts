// Knows the line of YAML that keeps a live object from being ready: asks the language server while something is not ready.
import * as vscode from 'vscode';
import type { ObjectId } from '../../server/src/protocol/objectId.ts';
import { printObjectId } from '../../server/src/protocol/objectId.ts';
import type { Place } from '../../server/src/protocol/repositoryTree.ts';
import { liveCausesRequest, type LiveCause } from '../../server/src/protocol/requests.ts';
import { readReadiness } from './flux/readiness.ts';
import { FollowedAnswer } from './followedAnswer.ts';
import type { ClusterLink } from './kubeContext/clusterLink.ts';
import type { LanguageServer } from './languageServer.ts';

/** A line with its name for people, such as `infra/kustomization.yaml:7` for `clusters/prod/infra/kustomization.yaml`. */
export interface CauseLine {
  readonly label: string;
  readonly place: Place;
}

/** The last answer of the server, kept up to date. */
export class LiveCauses implements vscode.Disposable {
  readonly #answer: FollowedAnswer<LiveCause>;
  #indexed: { readonly items: readonly LiveCause[]; readonly places: ReadonlyMap<string, Place> } = { items: [], places: new Map() };

  /** Fires after the answer has changed. */
  readonly onDidChange: vscode.Event<void>;

  constructor(server: LanguageServer, link: ClusterLink) {
    this.#answer = new FollowedAnswer(server, { request: liveCausesRequest, isWanted: () => hasTrouble(link) });
    this.onDidChange = this.#answer.onDidChange;
  }

  /** The line that an object's failure is about, or its reference to what it waits for. */
  readonly find = (object: ObjectId): CauseLine | undefined => {
    const place = this.#placesOf(this.#answer.items).get(printObjectId(object));
    return place === undefined ? undefined : { label: `${shortPath(vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri)))}:${place.range.start.line + 1}`, place };
  };

  dispose(): void {
    this.#answer.dispose();
  }

  /** By object; an object's own failure comes before its reference to what it waits for. Made once for each answer. */
  #placesOf(items: readonly LiveCause[]): ReadonlyMap<string, Place> {
    if (this.#indexed.items !== items) {
      const places = new Map<string, Place>();
      for (const state of ['waits', 'failed'] as const) for (const cause of items) if (cause.state === state) places.set(printObjectId(cause.object), cause.place);
      this.#indexed = { items, places };
    }
    return this.#indexed.places;
  }
}

/** The file with its folder: rows are narrow, and repositories are full of files of the same name. */
function shortPath(path: string): string {
  return path.split('/').slice(-2).join('/');
}

function hasTrouble({ session }: ClusterLink): boolean {
  const states = session === undefined ? [] : [...session.kustomizations, ...session.helmReleases, ...session.sources].map((live) => readReadiness(live).state);
  return states.some((state) => state === 'failed' || state === 'stalled' || state === 'waiting');
}
