/** Tells whether two sides hold the same secret value without either showing it: keyed prints. The key is made anew for each comparison and forgotten after it. */
import { createHmac } from 'node:crypto';

/** The print of a value's bytes under a key; equal prints mean equal values, and nobody can try values out without the key. */
export function printOfValue(key: string, bytes: Uint8Array): string {
  return createHmac('sha256', key).update(bytes).digest('base64');
}

/** The bytes of a Secret's `data` value; whitespace in between does not count. */
export function bytesOfData(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}
