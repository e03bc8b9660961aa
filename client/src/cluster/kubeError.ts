// Everything that can go wrong with a request to the API server, as values that keep the server's own sentence.
import { parseJson, readObject, readNumber, readString } from './jsonValue.ts';

/** What was asked, in the words of Kubernetes permissions. */
export interface AskedAction {
  /** `get`, `list`, `watch`, `patch`, `create`. */
  readonly verb: string;
  /** The kind or path that the action is about, for messages. */
  readonly kind: string;
}

/** Why a request gave no answer that can be used. */
export type KubeError =
  /** 401 also after the credentials were refreshed, or no credentials could be had. `canRetry` is false where a retry could open a login window. */
  | { readonly type: 'unauthorized'; readonly message: string; readonly canRetry: boolean }
  | { readonly type: 'forbidden'; readonly verb: string; readonly kind: string; readonly message: string }
  | { readonly type: 'notFound'; readonly message: string }
  /** 410: the resource version or the continue token is too old. */
  | { readonly type: 'gone'; readonly message: string }
  | { readonly type: 'conflict'; readonly message: string }
  /** No answer: refused, reset, name not found, TLS, time out. `reason` is short and for people. */
  | { readonly type: 'unreachable'; readonly reason: string }
  /** Any other answer of the server; `retryAfterMs` as far as it asked for a pause. */
  | { readonly type: 'server'; readonly status: number; readonly message: string; readonly retryAfterMs?: number }
  | { readonly type: 'cancelled' };

/** The error in an HTTP answer of 400 or more; `body` is usually a `Status` object. */
export function kubeErrorFromAnswer(status: number, body: string, asked: AskedAction): KubeError {
  const parsed = parseJson(body);
  const details = readObject(parsed, 'details');
  const message = readString(parsed, 'message') || plainText(body) || `the server answered ${status}`;
  switch (status) {
    case 401:
      return { type: 'unauthorized', message, canRetry: true };
    case 403:
      return { type: 'forbidden', ...asked, message };
    case 404:
      return { type: 'notFound', message };
    case 409:
      return { type: 'conflict', message };
    case 410:
      return { type: 'gone', message };
    default: {
      const seconds = readNumber(details, 'retryAfterSeconds');
      return { type: 'server', status, message, ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }) };
    }
  }
}

/** The error in an `ERROR` event of a watch, whose object is a `Status`. */
export function kubeErrorFromStatus(status: unknown, asked: AskedAction): KubeError {
  const code = readNumber(status, 'code') ?? 500;
  return kubeErrorFromAnswer(code, JSON.stringify(status), asked);
}

/** One sentence for people, without a final stop. */
export function describeKubeError(error: KubeError): string {
  switch (error.type) {
    case 'unauthorized':
      return `the credentials were not accepted: ${error.message}`;
    case 'forbidden':
      return error.message;
    case 'unreachable':
      return error.reason;
    case 'cancelled':
      return 'cancelled';
    case 'notFound':
    case 'gone':
    case 'conflict':
    case 'server':
      return error.message;
  }
}

/** A short text for a failed connection, from the error of Node's network layer. */
export function unreachableReason(error: unknown): string {
  const code = readString(error, 'code');
  const known = reasonsByCode.get(code);
  if (known !== undefined) return known;
  const text = error instanceof Error ? error.message : String(error);
  return code !== '' && !text.includes(code) ? `${text} (${code})` : text || code || 'connection failed';
}

const reasonsByCode: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection reset'],
  ['EPIPE', 'connection reset'],
  ['ENOTFOUND', 'host name not found'],
  ['EAI_AGAIN', 'host name not found'],
  ['ETIMEDOUT', 'no answer in time'],
  ['EHOSTUNREACH', 'host not reachable'],
  ['ENETUNREACH', 'network not reachable'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate is self-signed and not trusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'the certificate chain is self-signed and not trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the certificate is signed by an unknown authority'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'the certificate is signed by an unknown authority'],
  ['CERT_HAS_EXPIRED', 'the certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another host name'],
]);

/** A short one-line text out of a body that is no Status; HTML pages of proxies say nothing useful. */
function plainText(body: string): string {
  const text = body.trim();
  if (text === '' || text.startsWith('<') || text.startsWith('{')) return '';
  const firstLine = text.split('\n', 1)[0] ?? '';
  return firstLine.slice(0, 300);
}
