/** Breaks the demo cluster on demand, so that tests can see what users see when a real one breaks. */
import { adminUser } from './auth.ts';
import type { ApiError} from './apiError.ts';
import { gone } from './apiError.ts';
import type { AccessRule, Authenticator, DemoUser } from './auth.ts';
import { definitionsResource } from './customDefinitions.ts';
import type { ObjectStore } from './objectStore.ts';
import type { WatchHub } from './watchHub.ts';

/** What a fault may decide about a request before it is answered. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly user: string;
}

/** Lets the server open and close its port. */
export interface PortControl {
  close(): Promise<void>;
  open(): Promise<void>;
}

/** The faults of one cluster; each stays until it is taken back. */
export class FaultInjector {
  readonly #store: ObjectStore;
  readonly #hub: WatchHub;
  readonly #authenticator: Authenticator;
  #port: PortControl | undefined;
  #latencyMs = 0;
  #forgottenBy: 'event' | 'http' = 'event';
  #stall: { readonly concerns: (request: SeenRequest) => boolean; readonly released: Promise<void>; release(): void } | undefined;
  #refusal: ((request: SeenRequest) => ApiError | undefined) | undefined;

  constructor(store: ObjectStore, hub: WatchHub, authenticator: Authenticator) {
    this.#store = store;
    this.#hub = hub;
    this.#authenticator = authenticator;
  }

  /** Connects the faults to the port of the server. */
  attachPort(port: PortControl): void {
    this.#port = port;
  }

  /** Answers every request so much later (real milliseconds). */
  setLatency(ms: number): void {
    this.#latencyMs = ms;
  }

  /** Answers nothing of what it `concerns` until `resume`. */
  stall(concerns: (request: SeenRequest) => boolean = () => true): void {
    if (this.#stall !== undefined) return;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    this.#stall = { concerns, released, release };
  }

  /** Answers again, the waiting requests included. */
  resume(): void {
    this.#stall?.release();
    this.#stall = undefined;
  }

  /** Lets a function refuse requests; `undefined` takes it back. */
  refuseRequests(refusal: ((request: SeenRequest) => ApiError | undefined) | undefined): void {
    this.#refusal = refusal;
  }

  /** Cuts the connection of every open watch. */
  cutWatches(): void {
    this.#hub.cutAll();
  }

  /** Forgets old versions; open watches get the 410 as an ERROR event, later ones at their start. */
  forgetHistory(): void {
    const before = this.#store.revision;
    this.#store.forgetHistory();
    this.#hub.failAll(gone(before, this.#store.oldestRevision));
  }

  /** Whether a watch on a forgotten version is answered by an ERROR event (as a real server does) or by HTTP 410 (as some proxies and older servers do). */
  refuseForgottenWatches(by: 'event' | 'http'): void {
    this.#forgottenBy = by;
  }

  get forgottenBy(): 'event' | 'http' {
    return this.#forgottenBy;
  }

  /** Closes the port and every connection: clients see "connection refused". */
  async refuseConnections(): Promise<void> {
    await this.#port?.close();
  }

  /** Opens the same port again. */
  async acceptConnections(): Promise<void> {
    await this.#port?.open();
  }

  /** Makes a token invalid. */
  revokeToken(token: string): void {
    this.#authenticator.revokeToken(token);
    this.#hub.cutAll();
  }

  /** Makes a token valid, for the given rules (all, where none are given). */
  grantToken(token: string, rules?: readonly AccessRule[]): void {
    const user: DemoUser = rules === undefined ? adminUser : { name: 'demo-user', groups: ['system:authenticated'], rules };
    this.#authenticator.setToken(token, user);
  }

  /** Deletes a CustomResourceDefinition with all its objects: its paths answer 404 from now on. */
  removeDefinition(resourceId: string): void {
    this.#store.remove(definitionsResource, '', resourceId);
  }

  /** Waits as long as the faults say, then lets a refusal through; called by the server for each request. */
  async meet(request: SeenRequest): Promise<void> {
    if (this.#latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#latencyMs));
    while (this.#stall?.concerns(request) === true) await this.#stall.released;
    const error = this.#refusal?.(request);
    if (error !== undefined) throw error;
  }
}
