// A registry in memory, as much of the OCI distribution specification as a push and a pull of one artifact take: no deletion, no listing but of tags, no authentication.
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listenLocally, readBytes, type RunningServer } from './httpServer.ts';
import { writeFiles, type FileChanges } from './writeFiles.ts';

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

/** Pushes files as an artifact with the flux CLI, as people do; answers the address without its tag. */
export async function pushArtifact({ programFolder, registry }: { readonly programFolder: string; readonly registry: RunningServer }, name: string, tag: string, files: FileChanges): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-artifact-'));
  const url = `oci://127.0.0.1:${registry.port}/${name}`;
  writeFiles(folder, files);
  await promisify(execFile)(join(programFolder, 'flux'), ['push', 'artifact', `${url}:${tag}`, '--path', folder, '--source', 'https://git.invalid/shop.git', '--revision', 'main@sha1:0', '--insecure-registry'], { env: { ...process.env, HOME: folder } });
  rmSync(folder, { recursive: true, force: true });
  return url;
}

/** The spec of an OCIRepository that takes a chart which was pushed so: its one layer, as it is. */
export function chartArtifactSpec(url: string, ref: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return { interval: '1h', url, insecure: true, ref, layerSelector: { mediaType: 'application/vnd.cncf.flux.content.v1.tar+gzip', operation: 'copy' } };
}

/** Files of the folder `web`, as a chart called so has them. */
export function inChartFolder(files: FileChanges): FileChanges {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`web/${path}`, text]));
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
