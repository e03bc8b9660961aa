/** Opens a demo API server over plain HTTP with a clock that stands still, and asks it things. */
import { createKubeApi } from '../../../client/src/demo/kubeApi/createKubeApi.ts';
import type { KubeApi } from '../../../client/src/demo/kubeApi/createKubeApi.ts';
import { isJsonObject, readJson } from '../../../client/src/demo/kubeApi/json.ts';
import type { JsonObject, JsonValue } from '../../../client/src/demo/kubeApi/json.ts';
import { ManualScheduler } from '../../../client/src/demo/scheduler.ts';

/** The tokens of the test servers. */
export const tokens = { admin: 'admin-token', viewer: 'viewer-token' };

/** An answer with its body as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

/** One line of a watch. */
export interface WatchLine {
  readonly type: string;
  readonly object: JsonObject;
}

/** A server, its clock, and short ways to ask it. */
export class ApiHarness {
  readonly kube: KubeApi;
  readonly clock: ManualScheduler;

  constructor(kube: KubeApi, clock: ManualScheduler) {
    this.kube = kube;
    this.clock = clock;
  }

  static async open(): Promise<ApiHarness> {
    const clock = new ManualScheduler();
    return new ApiHarness(await createKubeApi(clock, tokens, { port: 0, certificate: undefined }), clock);
  }

  close(): Promise<void> {
    return this.kube.close();
  }

  async ask(method: string, path: string, body?: JsonValue, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.kube.server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens.admin}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: toObject(await response.text()) };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('GET', path, undefined, headers);
  }

  /** Creates a namespace and, in it, a Flux Kustomization for each name. */
  async createKustomizations(namespace: string, names: readonly string[]): Promise<void> {
    await this.ask('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    for (const name of names) await this.ask('POST', kustomizationsPath(namespace), fluxKustomization(name));
  }

  /** Opens a watch; `next` waits for the next line, which is `undefined` at the end of the stream. */
  async watch(path: string, headers: Record<string, string> = {}): Promise<OpenWatch> {
    const stop = new AbortController();
    const response = await fetch(`${this.kube.server.url}${path}`, { headers: { authorization: `Bearer ${tokens.admin}`, ...headers }, signal: stop.signal });
    return { status: response.status, lines: readLines(response), stop: () => stop.abort() };
  }
}

/** A watch as a test reads it. */
export interface OpenWatch {
  readonly status: number;
  readonly lines: AsyncGenerator<WatchLine, undefined>;
  stop(): void;
}

/** The next line of a watch, or `undefined` at its end. */
export async function nextLine(watch: OpenWatch): Promise<WatchLine | undefined> {
  const next = await watch.lines.next();
  return next.done === true ? undefined : next.value;
}

/** The collection of Flux Kustomizations in a namespace. */
export function kustomizationsPath(namespace: string): string {
  return `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations`;
}

/** A small Flux Kustomization. */
export function fluxKustomization(name: string): JsonObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, labels: { team: name.startsWith('a') ? 'a' : 'b' } },
    spec: { interval: '10m', prune: true, path: './apps', sourceRef: { kind: 'GitRepository', name: 'fleet' } },
  };
}

async function* readLines(response: Response): AsyncGenerator<WatchLine, undefined> {
  if (response.body === null) return undefined;
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of response.body) {
      rest += decoder.decode(chunk, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const event = toObject(line);
        yield { type: typeof event['type'] === 'string' ? event['type'] : '', object: isJsonObject(event['object']) ? event['object'] : {} };
      }
    }
  } catch (error) {
    // A cut connection ends the stream, as it does for a client.
    if (!(error instanceof Error)) throw error;
  }
  return undefined;
}

function toObject(text: string): JsonObject {
  if (!text.startsWith('{')) return { text };
  const value = readJson(text);
  return isJsonObject(value) ? value : {};
}
