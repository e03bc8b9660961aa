// An S3 bucket in memory, as much of S3 as source-controller asks: does it exist, what is in it, and the objects. Signatures are not looked at.
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { listenLocally, type RunningServer } from './httpServer.ts';

/** The one bucket that is served. */
export const bucketName = 'shop';

/** Listens on 127.0.0.1; the files may change at any time. */
export function startBucketServer(files: ReadonlyMap<string, string>): Promise<RunningServer> {
  return listenLocally((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const text = files.get(key);
    if (bucket !== bucketName) refuse(response, 'NoSuchBucket');
    else if (key === '') response.writeHead(200, { 'content-type': 'application/xml' }).end(request.method === 'HEAD' ? undefined : url.searchParams.has('location') ? '<LocationConstraint/>' : printList(files));
    else if (text === undefined) refuse(response, 'NoSuchKey');
    else response.writeHead(200, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(text), etag: etagOf(text), 'last-modified': modified.toUTCString() }).end(request.method === 'HEAD' ? undefined : text);
  });
}

const modified = new Date('2026-11-28T10:00:00Z');

function refuse(response: ServerResponse, code: string): void {
  response.writeHead(404, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
}

function printList(files: ReadonlyMap<string, string>): string {
  const contents = [...files].map(([key, text]) => `<Contents><Key>${key}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>${etagOf(text)}</ETag><Size>${Buffer.byteLength(text)}</Size></Contents>`);
  return `<ListBucketResult><Name>${bucketName}</Name><KeyCount>${files.size}</KeyCount><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
}

function etagOf(text: string): string {
  return `"${createHash('md5').update(text).digest('hex')}"`;
}
