// Shortens the revisions inside of controllers' sentences, for places where a row is all the room there is.
import { shortRevision } from '../flux/revision.ts';

/** `Running health checks for revision main@sha1:02fae5b0…` → `Running health checks for revision main@02fae5b`. */
export function shortenRevisions(sentence: string): string {
  return sentence.replace(/(?:[^\s'"@]+@)?(?:sha1:[0-9a-f]{40}|sha256:[0-9a-f]{64})\b/g, (revision) => shortRevision(revision));
}
