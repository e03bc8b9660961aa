// Calls a redraw after each change of the link or of its session, not more often than can be seen, and now and then for the ages.
import type * as vscode from 'vscode';
import type { ClusterLink } from '../../kubeContext/clusterLink.ts';

/** Redraws are at least this far apart. Milliseconds. */
const pauseMs = 50;
/** A redraw that took long makes the next pause so many times longer than itself: a storm of changes must not fill the extension host. */
const restFactor = 2;
/** Ages are words like "3 min ago". Milliseconds. */
const ageMs = 30_000;

/** Watches until disposed; `redraw` is called soon after the start. */
export class SessionWatcher implements vscode.Disposable {
  readonly #link: ClusterLink;
  readonly #redraw: () => void;
  readonly #stateSubscription: vscode.Disposable;
  readonly #ageTimer: ReturnType<typeof setInterval>;
  #unsubscribe: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauseMs = pauseMs;
  #drawnAt = -Infinity;
  #isDisposed = false;

  constructor(link: ClusterLink, redraw: () => void) {
    this.#link = link;
    this.#redraw = redraw;
    this.#stateSubscription = link.onDidChangeState(() => this.#follow());
    this.#ageTimer = setInterval(() => this.redrawSoon(), ageMs);
    this.#follow();
  }

  /** Asks for a redraw: at once after a quiet time, otherwise after the pause. What was asked of a server may come when nobody looks any more. */
  redrawSoon(): void {
    if (this.#isDisposed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const startedAt = performance.now();
      this.#redraw();
      this.#drawnAt = performance.now();
      this.#pauseMs = Math.max(pauseMs, restFactor * (this.#drawnAt - startedAt));
    }, Math.max(0, this.#drawnAt + this.#pauseMs - performance.now()));
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#ageTimer);
    this.#unsubscribe?.();
    this.#stateSubscription.dispose();
  }

  #follow(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = this.#link.session?.subscribe(() => this.redrawSoon());
    this.redrawSoon();
  }
}
