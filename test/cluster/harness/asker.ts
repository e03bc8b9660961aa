// Asks one of two API servers whose answers are compared, and writes down what it is answered.
import { textAt, valueAt, type ApiClient, type Json } from './apiClient.ts';
import { normalize, observe, type Replacements } from './observed.ts';

/** One of the two servers, with a namespace that is new for each question. */
export interface Side {
  readonly api: ApiClient;
  /** May get, list and watch Kustomizations, and nothing else. */
  readonly limited: ApiClient;
  readonly replacements: Replacements;
  /** Puts the program that says what it was asked behind the Service `echo` of a namespace. */
  readonly publishEcho: (namespace: string) => Promise<void>;
}

/** Where Kustomizations are served. */
export const group = '/apis/kustomize.toolkit.fluxcd.io/v1';
/** The Kustomizations of a namespace. */
export const collection = (namespace: string) => `${group}/namespaces/${namespace}/kustomizations`;
/** One of them. */
export const item = (namespace: string, name: string) => `${collection(namespace)}/${name}`;
/** Asks within one namespace of one server; everything that is answered is written down. */
export class Asker {
  readonly api: ApiClient;
  readonly limited: ApiClient;
  readonly namespace: string;
  readonly #replacements: Replacements;
  readonly #publishEcho: Side['publishEcho'];
  readonly seen: unknown[] = [];

  constructor(side: Side, namespace: string) {
    this.api = side.api;
    this.limited = side.limited;
    this.namespace = namespace;
    this.#replacements = [...side.replacements, [namespace, '<namespace>']];
    this.#publishEcho = side.publishEcho;
  }

  /** The collection of the namespace's Services, of which `echo` answers. */
  async publishEcho(): Promise<string> {
    await this.#publishEcho(this.namespace);
    return `/api/v1/namespaces/${this.namespace}/services`;
  }

  /** Sends a request and writes the answer down. */
  async ask(method: string, path: string, request: Parameters<ApiClient['send']>[2] = {}, client = this.api): Promise<Json> {
    const answer = await client.send(method, path, request);
    this.seen.push({ asked: `${method} ${path.replaceAll(this.namespace, '<namespace>').replaceAll(/resourceVersion=\d+/g, 'resourceVersion=<version>').replaceAll(/continue=[^&]+/g, 'continue=<token>')}`, answered: observe(answer, this.#replacements) });
    return answer.body;
  }

  /** Sends a request of which nothing is written down. */
  async prepare(method: string, path: string, body?: unknown, contentType?: string): Promise<Json> {
    return this.api.expect(method, path, { ...(body === undefined ? {} : { body }), ...(contentType === undefined ? {} : { contentType }) });
  }

  /** Creates Kustomizations unseen. */
  async create(...objects: readonly Json[]): Promise<void> {
    for (const object of objects) await this.prepare('POST', collection(this.namespace), object);
  }

  /** Writes down what was found out otherwise. */
  note(what: string, value: unknown): void {
    this.seen.push({ [what.replaceAll(this.namespace, '<namespace>')]: normalize(value, this.#replacements) });
  }

  /** Watches until the server ends it after `seconds`, and writes the events down. */
  async watch(query: string, seconds: number, during: () => Promise<unknown>, client = this.api): Promise<void> {
    const watch = await client.watch(`${collection(this.namespace)}?watch=true&timeoutSeconds=${seconds}&${query}`);
    await during();
    await watch.ended;
    const events = watch.events.filter((event) => textAt(event, 'type') !== 'BOOKMARK' || valueAt(event, 'object', 'metadata', 'annotations') !== undefined);
    this.note(`watch ${watch.status}`, events);
  }

  /** How far the namespace's Kustomizations are. */
  async version(): Promise<string> {
    return textAt(await this.api.get(collection(this.namespace)), 'metadata', 'resourceVersion');
  }
}
