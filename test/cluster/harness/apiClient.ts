// A plain client of a Kubernetes API, written apart from the product's own, so that tests can compare what the product says with what the server says.
import { request as sendPlain, type IncomingMessage } from 'node:http';
import { Agent, request as sendSecure } from 'node:https';
import { parseAllDocuments } from 'yaml';

/** Any JSON value that is an object. */
export type Json = Readonly<Record<string, unknown>>;

/** How to reach an API server. */
export interface ApiAddress {
  readonly url: string;
  /** PEM of the authority that its certificate is checked against; absent over plain HTTP. */
  readonly ca?: string;
  readonly token: string;
  /** Whether sockets are used again. Absent: a new one for each request, so that nothing depends on what an earlier fault did to it. */
  readonly keepsSockets?: boolean;
}

/** One answer, whatever its status. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** The body as an object; empty where it is none. */
  readonly body: Json;
}

/** Parts of a request beside method and path. */
export interface ApiRequest {
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** Milliseconds; 30 s where absent. */
  readonly timeoutMs?: number;
}

/** Lines of a watch as they come. */
export interface OpenWatch {
  readonly status: number;
  /** Everything so far. */
  readonly events: readonly Json[];
  /** Resolves when the server or `close` has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** The client of one user. */
export class ApiClient {
  readonly address: ApiAddress;
  readonly #agent: Agent | false;
  /** Plural and scope by `apiVersion Kind`. */
  readonly #kinds = new Map<string, { readonly plural: string; readonly namespaced: boolean }>();

  constructor(address: ApiAddress) {
    this.address = address;
    this.#agent = address.keepsSockets === true ? new Agent({ keepAlive: true, maxSockets: 20 }) : false;
  }

  /** The same with kept sockets, for thousands of requests in a row. */
  forBulk(): ApiClient {
    return new ApiClient({ ...this.address, keepsSockets: true });
  }

  /** The same server as another user. */
  as(token: string): ApiClient {
    return new ApiClient({ ...this.address, token });
  }

  /** Sends one request; rejects only where there is no answer. */
  async send(method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    const incoming = await this.#open(method, path, request);
    const parts: string[] = [];
    incoming.setEncoding('utf8');
    for await (const part of incoming) parts.push(String(part));
    const text = parts.join('');
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, text, body: parseObject(text) };
  }

  /** Sends and answers the body; an error status throws with the server's message. */
  async expect(method: string, path: string, request: ApiRequest = {}): Promise<Json> {
    const answer = await this.send(method, path, request);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${textAt(answer.body, 'message') || answer.text.slice(0, 300)}`);
    return answer.body;
  }

  get(path: string): Promise<Json> {
    return this.expect('GET', path);
  }

  /** All items of a collection, in one page. */
  async list(path: string): Promise<readonly Json[]> {
    return listAt(await this.get(path), 'items');
  }

  /** Creates or changes an object by server-side apply, as Flux does. */
  async apply(object: Json): Promise<Json> {
    return this.expect('PATCH', `${await this.pathOf(object)}?fieldManager=suite&force=true`, { body: object, contentType: 'application/apply-patch+yaml' });
  }

  /** Applies every document of a YAML text, in order. */
  async applyYaml(text: string): Promise<void> {
    for (const document of parseAllDocuments(text)) {
      const object: unknown = document.toJS();
      if (isJson(object)) await this.apply(object);
    }
  }

  /** Merges a patch into an object. */
  merge(path: string, patch: Json): Promise<Json> {
    return this.expect('PATCH', path, { body: patch, contentType: 'application/merge-patch+json' });
  }

  /** Asks the controllers of Flux to look at an object, as `flux reconcile` does. */
  requestReconcile(path: string, token: string): Promise<Json> {
    return this.merge(path, { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': token } } });
  }

  delete(path: string): Promise<Json> {
    return this.expect('DELETE', path);
  }

  /** The path of an object, by what the server says about its kind. */
  async pathOf(object: Json): Promise<string> {
    const apiVersion = textAt(object, 'apiVersion');
    const kind = textAt(object, 'kind');
    const { plural, namespaced } = await this.#kind(apiVersion, kind);
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const scope = namespaced ? `/namespaces/${textAt(object, 'metadata', 'namespace') || 'default'}` : '';
    return `${root}${scope}/${plural}/${textAt(object, 'metadata', 'name')}`;
  }

  /** Opens a watch; `path` carries the query, `watch=true` included. */
  async watch(path: string): Promise<OpenWatch> {
    const incoming = await this.#open('GET', path, { timeoutMs: 0 });
    const events: Json[] = [];
    let rest = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') events.push(parseObject(line));
    });
    const ended = new Promise<void>((resolve) => {
      incoming.on('close', resolve);
      incoming.on('error', () => resolve());
    });
    return { status: incoming.statusCode ?? 0, events, ended, close: () => incoming.destroy() };
  }

  async #kind(apiVersion: string, kind: string): Promise<{ readonly plural: string; readonly namespaced: boolean }> {
    const known = this.#kinds.get(`${apiVersion} ${kind}`);
    if (known !== undefined) return known;
    const resources = listAt(await this.get(apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`), 'resources');
    const found = resources.find((resource) => textAt(resource, 'kind') === kind && !textAt(resource, 'name').includes('/'));
    if (found === undefined) throw new Error(`the server does not serve ${kind} of ${apiVersion}`);
    const answer = { plural: textAt(found, 'name'), namespaced: found['namespaced'] === true };
    this.#kinds.set(`${apiVersion} ${kind}`, answer);
    return answer;
  }

  #open(method: string, path: string, { body, contentType = 'application/json', accept = 'application/json', timeoutMs = 30_000 }: ApiRequest): Promise<IncomingMessage> {
    const { url, ca, token } = this.address;
    const content = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { authorization: `Bearer ${token}`, accept, 'user-agent': 'flightdeck-suite', ...(content === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(content) }) };
    return new Promise((resolve, reject) => {
      const onResponse = (incoming: IncomingMessage) => resolve(incoming);
      const sent = url.startsWith('https:') ? sendSecure(`${url}${path}`, { method, headers, agent: this.#agent, ...(ca === undefined ? {} : { ca }) }, onResponse) : sendPlain(`${url}${path}`, { method, headers, agent: false }, onResponse);
      if (timeoutMs > 0) sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
      sent.on('error', reject);
      sent.end(content);
    });
  }
}

/** Whether a value is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of member names; undefined where there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) current = isJson(current) ? current[name] : undefined;
  return current;
}

/** The text at a path; empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The objects of the list at a path; empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly Json[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found.filter(isJson) : [];
}

function parseObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
