// What users have asked, as the API server itself wrote it down.
import { readFileSync } from 'node:fs';
import { textAt, valueAt } from './apiClient.ts';
import type { ControlPlaneInfo } from './controlPlaneInfo.ts';

/** One stage of one request. */
export interface AuditLine {
  readonly verb: string;
  readonly stage: string;
  /** The plural of the kind, or the path of what is no kind. */
  readonly resource: string;
  readonly uri: string;
  /** The HTTP status. */
  readonly code: number;
}

/** What one user has asked so far: of each request the moment when it was answered, or when its stream began. */
export function auditLines(info: Pick<ControlPlaneInfo, 'auditLog'>, userName: string): readonly AuditLine[] {
  return readFileSync(info.auditLog, 'utf8')
    .split('\n')
    .filter((line) => line.includes(userName) && line.endsWith('}'))
    .map((line): unknown => JSON.parse(line))
    .filter((entry) => textAt(entry, 'user', 'username') === userName)
    .map((entry) => ({ verb: textAt(entry, 'verb'), stage: textAt(entry, 'stage'), uri: textAt(entry, 'requestURI'), code: Number(valueAt(entry, 'responseStatus', 'code') ?? 0), resource: textAt(valueAt(entry, 'objectRef'), 'resource') || textAt(entry, 'requestURI') }))
    .filter(({ stage }) => stage === 'ResponseStarted' || stage === 'ResponseComplete');
}

/** The kinds that were listed, one entry a list however many pages it has. */
export function listsIn(lines: readonly AuditLine[]): readonly string[] {
  return lines.filter(({ verb, uri, code }) => verb === 'list' && code === 200 && !uri.includes('continue=')).map(({ resource }) => resource);
}

/** The kinds that were watched, one entry a watch that has begun: a busy server asks to come back later (429). */
export function watchesIn(lines: readonly AuditLine[]): readonly string[] {
  return lines.filter(({ verb, stage, code }) => verb === 'watch' && stage === 'ResponseStarted' && code === 200).map(({ resource }) => resource);
}
