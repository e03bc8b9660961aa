/** Makes the certificate of the demo API server: kubectl sends tokens over TLS only, and Node cannot write certificates itself. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A private key and its certificate, both as PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly certificate: string;
}

const dayMs = 86_400_000;

const oid = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  basicConstraints: [0x55, 0x1d, 0x13],
  keyUsage: [0x55, 0x1d, 0x0f],
  subjectAltName: [0x55, 0x1d, 0x11],
} as const;

/** A fresh P-256 key with a self-signed certificate (RFC 5280) for 127.0.0.1 and localhost, valid for a year. */
export function createServerCertificate(nowMs: number): ServerCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(objectId(oid.ecdsaWithSha256));
  const name = sequence(tagged(0x31, sequence(objectId(oid.commonName), tagged(0x0c, Buffer.from('flightdeck-demo')))));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
    algorithm,
    name,
    sequence(utcTime(nowMs - dayMs), utcTime(nowMs + 365 * dayMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions())),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, algorithm, bitString(signature, 0));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), certificate: toPem(certificate) };
}

function extensions(): readonly Buffer[] {
  const yes = tagged(0x01, Buffer.from([0xff]));
  const names = sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.from([127, 0, 0, 1])));
  // Key usage bits: digitalSignature (0) and keyCertSign (5), so that the certificate may vouch for itself.
  const usage = bitString(Buffer.from([0b1000_0100]), 2);
  return [
    sequence(objectId(oid.basicConstraints), yes, tagged(0x04, sequence(yes))),
    sequence(objectId(oid.keyUsage), yes, tagged(0x04, usage)),
    sequence(objectId(oid.subjectAltName), tagged(0x04, names)),
  ];
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);
}

function lengthOf(content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function objectId(bytes: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from(bytes));
}

function bitString(bytes: Buffer, unusedBits: number): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([unusedBits]), bytes]));
}

function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
