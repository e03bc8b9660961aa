// A registry in memory, as much of the OCI distribution specification as a push and a pull of one artifact take: no deletion, no listing but of tags, no authentication.
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenLocally, readBytes, type RunningServer } from './httpServer.ts';

interface Stored {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Listens on 127.0.0.1; `flux push artifact oci://127.0.0.1:PORT/NAME:TAG --insecure-registry` puts something into it. */
export function startOciRegistry(): Promise<RunningServer> {
  const registry = new OciRegistry();
  return listenLocally((request, response) => {
    registry.answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
}

class OciRegistry {
  /** By `NAME/blobs/DIGEST`, `NAME/manifests/DIGEST` and `NAME/manifests/TAG`. */
  readonly #stored = new Map<string, Stored>();
  readonly #uploads = new Map<string, Buffer>();

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, name = '', sort = '', reference = ''] = /^\/v2\/(.+?)\/(blobs|manifests|tags)\/(.*)$/.exec(url.pathname) ?? [];
    if (name === '') response.writeHead(url.pathname === '/v2/' ? 200 : 404).end();
    else if (sort === 'tags') response.end(JSON.stringify({ name, tags: this.#tagsOf(name) }));
    else if (sort === 'blobs' && reference.startsWith('uploads/')) await this.#upload(name, url, request, response);
    else if (request.method === 'PUT') this.#putManifest(name, reference, { mediaType: request.headers['content-type'] ?? '', bytes: await readBytes(request) }, response);
    else this.#give(`${name}/${sort}/${reference}`, request.method === 'HEAD', response);
  }

  #tagsOf(name: string): readonly string[] {
    const prefix = `${name}/manifests/`;
    return [...this.#stored.keys()].filter((key) => key.startsWith(prefix) && !key.includes('sha256:')).map((key) => key.slice(prefix.length));
  }

  /** POST begins an upload, PATCH brings bytes, PUT ends it and names the digest. */
  async #upload(name: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const place = request.method === 'POST' ? `/v2/${name}/blobs/uploads/${this.#uploads.size}` : url.pathname;
    const bytes = Buffer.concat([this.#uploads.get(place) ?? Buffer.alloc(0), await readBytes(request)]);
    this.#uploads.set(place, bytes);
    const digest = url.searchParams.get('digest');
    if (request.method !== 'PUT') response.writeHead(202, { location: place }).end();
    else if (digest !== digestOf(bytes)) response.writeHead(400).end();
    else {
      this.#stored.set(`${name}/blobs/${digest}`, { mediaType: 'application/octet-stream', bytes });
      response.writeHead(201, { location: `/v2/${name}/blobs/${digest}` }).end();
    }
  }

  #putManifest(name: string, reference: string, manifest: Stored, response: ServerResponse): void {
    const digest = digestOf(manifest.bytes);
    for (const key of [reference, digest]) this.#stored.set(`${name}/manifests/${key}`, manifest);
    response.writeHead(201, { location: `/v2/${name}/manifests/${digest}`, 'docker-content-digest': digest }).end();
  }

  #give(key: string, isHead: boolean, response: ServerResponse): void {
    const found = this.#stored.get(key);
    if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': found.mediaType, 'content-length': found.bytes.length, 'docker-content-digest': digestOf(found.bytes) }).end(isHead ? undefined : found.bytes);
  }
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
