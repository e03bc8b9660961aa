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

  /** Fires after the answer has changed. */
  readonly onDidChange: vscode.Event<void>;

  constructor(server: LanguageServer, link: ClusterLink) {
    this.#answer = new FollowedAnswer(server, { request: liveCausesRequest, isWanted: () => hasTrouble(link) });
    this.onDidChange = this.#answer.onDidChange;
  }

  /** The line that an object's failure is about, or its reference to what it waits for. */
  readonly find = (object: ObjectId): CauseLine | undefined => {
    const id = printObjectId(object);
    const found = this.#answer.items.filter((cause) => printObjectId(cause.object) === id);
    const place = (found.find(({ state }) => state === 'failed') ?? found[0])?.place;
    return place === undefined ? undefined : { label: `${shortPath(vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri)))}:${place.range.start.line + 1}`, place };
  };

  dispose(): void {
    this.#answer.dispose();
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
