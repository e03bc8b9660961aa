// How far the fix of a failed rollout has come on its way from the editor to the cluster: not saved, not committed, or not applied yet.
import * as vscode from 'vscode';
import type { RolledBackImage } from '../../../../server/src/protocol/requests.ts';
import { findGitRepository, watchRepositories } from '../../git/gitExtension.ts';
import { describeError } from '../../log.ts';
import type { RolledBackImages } from '../../rolledBackImages.ts';
import type { PendingFix } from './statusBarModel.ts';

/** Looks at editors and at Git only while there is such a fix, until disposed. */
export class PendingFixes implements vscode.Disposable {
  readonly #rolledBack: RolledBackImages;
  readonly #log: vscode.LogOutputChannel;
  readonly #emitter = new vscode.EventEmitter<void>();
  readonly #subscriptions: { dispose(): unknown }[];
  #all: readonly PendingFix[] = [];
  #round = 0;
  /** While there is a fix to follow. */
  #git: Promise<vscode.Disposable | undefined> | undefined;

  /** Fires after the answer has changed. */
  readonly onDidChange = this.#emitter.event;

  constructor(rolledBack: RolledBackImages, log: vscode.LogOutputChannel) {
    this.#rolledBack = rolledBack;
    this.#log = log;
    // Of thousands of keystrokes few are in a file with a fix.
    const lookIfHeld = ({ uri }: vscode.TextDocument) => {
      if (rolledBack.putBack.some(({ place }) => isSameFile(vscode.Uri.parse(place.uri), uri))) this.#look();
    };
    this.#subscriptions = [
      this.#emitter,
      rolledBack.onDidChange(() => { this.#look(); }),
      vscode.workspace.onDidSaveTextDocument(lookIfHeld),
      // A document that becomes dirty, or clean by undoing, is told as a change of it.
      vscode.workspace.onDidChangeTextDocument(({ document }) => { lookIfHeld(document); }),
    ];
  }

  /** All of them. */
  get all(): readonly PendingFix[] {
    return this.#all;
  }

  dispose(): void {
    this.#round += 1;
    this.#followGit(false);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #look(): void {
    this.#read().catch((error: unknown) => { this.#log.error(`how far the fix of a rollout is: ${describeError(error)}`); });
  }

  async #read(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const { putBack } = this.#rolledBack;
    this.#followGit(putBack.length > 0);
    const all = await Promise.all(putBack.map(async (image): Promise<PendingFix> => ({ ...image, file: vscode.workspace.asRelativePath(vscode.Uri.parse(image.place.uri)), lacks: await whatLacks(image) })));
    if (round !== this.#round || JSON.stringify(all) === JSON.stringify(this.#all)) return;
    this.#all = all;
    this.#emitter.fire();
  }

  /** Git is watched only while there is a reason; where it could not be, the next look tries again. */
  #followGit(isWanted: boolean): void {
    if (isWanted === (this.#git !== undefined)) return;
    void this.#git?.then((watch) => { watch?.dispose(); });
    this.#git = isWanted ? this.#watchGit() : undefined;
  }

  async #watchGit(): Promise<vscode.Disposable | undefined> {
    const watch = await watchRepositories(() => { this.#look(); }).catch((error: unknown) => {
      this.#log.error(`watching Git: ${describeError(error)}`);
      return undefined;
    });
    if (watch === undefined) this.#git = undefined;
    return watch;
  }
}

async function whatLacks({ place }: RolledBackImage): Promise<PendingFix['lacks']> {
  const uri = vscode.Uri.parse(place.uri);
  const isFile = (other: vscode.Uri): boolean => isSameFile(other, uri);
  if (vscode.workspace.textDocuments.some((document) => document.isDirty && isFile(document.uri))) return 'saved';
  const state = (await findGitRepository(uri))?.state;
  const changed = state === undefined ? [] : [...state.workingTreeChanges, ...state.indexChanges, ...state.mergeChanges, ...(state.untrackedChanges ?? [])];
  return changed.some((change) => isFile(change.uri)) ? 'committed' : 'applied';
}

function isSameFile(one: vscode.Uri, other: vscode.Uri): boolean {
  return one.toString() === other.toString();
}
