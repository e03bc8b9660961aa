// The line of YAML behind an object that is not ready: its own fault, or the one of what it waits for.
import { printObjectId, type ObjectId } from '../../../../server/src/protocol/objectId.ts';
import type { Place } from '../../../../server/src/protocol/repositoryTree.ts';
import { findRootCause, type Dependent } from '../../flux/dependencies.ts';
import { readReadiness } from '../../flux/readiness.ts';
import type { LiveFluxSource } from '../../cluster/objects/fluxSource.ts';
import { clientCommandIds } from '../../clientCommandIds.ts';
import { commandLink } from '../markdownText.ts';
import type { RowReads } from './clusterViewInput.ts';

/** A line with its name for people. */
export interface CauseLine {
  readonly label: string;
  readonly place: Place;
}

/** The line, where one is known; `undefined` for what is ready or merely runs. */
export function findCauseLine(live: Dependent | LiveFluxSource, { lookup, findCauseLine: find }: Pick<RowReads, 'lookup' | 'findCauseLine'>): CauseLine | undefined {
  const own: ObjectId = { kind: live.kind, namespace: live.namespace, name: live.name };
  const { state } = readReadiness(live);
  if (state === 'failed' || state === 'stalled') return find(own);
  if (state !== 'waiting' || 'sourceKind' in live) return undefined;
  const culprit = findRootCause(live, lookup)?.chain.at(-1);
  return culprit === undefined || printObjectId(culprit) === printObjectId(own) ? find(own) : (find(culprit) ?? find(own));
}

/** The line as a link for a tooltip; empty without one. */
export function causeLink(line: CauseLine | undefined): string {
  return line === undefined ? '' : commandLink(line.label, clientCommandIds.openPlace, [line.place]);
}
