// The state of the connection in words, for titles, rows and the status bar.
import type { ConnectionState } from '../../cluster/connectionState.ts';
import { clockWords } from '../ageWords.ts';
import { countWords } from '../joinWords.ts';

/** What stands beside the title of a view: `my-cluster ● live`. `now` in milliseconds. */
export function titleWords(contextName: string, connection: ConnectionState, now: number): string {
  switch (connection.type) {
    case 'live':
      return `${contextName} ● live`;
    case 'stale':
      return `${contextName} ○ as of ${clockWords(connection.since, now)}`;
    case 'connecting':
    case 'syncing':
      return `${contextName} ○ ${connection.type}`;
    case 'unreachable':
      return `${contextName} ○ ${connection.needsUser ? 'not signed in' : connection.isRefused === true ? 'refused' : 'unreachable'}`;
  }
}

/** A sentence as it stands above the rows of a view: with a stop, and a capital where it does not begin with a name; undefined for an empty one. */
export function viewMessage(sentence: string): string | undefined {
  return sentence === '' ? undefined : `${sentence.replace(/^(the|no|context) /, (word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)}.`;
}

/** The sentence for a lost connection, without a final stop; empty where none is lost. */
export function troubleWords(contextName: string, connection: ConnectionState, now: number): string {
  switch (connection.type) {
    case 'stale':
      return `${lossWords(contextName, connection)}. Shown: as of ${clockWords(connection.since, now)}`;
    case 'unreachable':
      return lossWords(contextName, connection);
    case 'connecting':
    case 'syncing':
    case 'live':
      return '';
  }
}

function lossWords(contextName: string, lost: Extract<ConnectionState, { readonly type: 'stale' | 'unreachable' }>): string {
  if (lost.needsUser || lost.isRefused === true) return `${contextName}: ${lost.reason}`;
  return `${contextName} does not answer (${lost.reason}, ${countWords(lost.tries, 'try', 'tries')})`;
}
