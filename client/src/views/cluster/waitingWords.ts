// What an object waits for, with the first real cause behind it, in one line.
import { findRootCause, type Dependent, type FluxLookup } from '../../flux/dependencies.ts';
import { readReadiness } from '../../flux/readiness.ts';
import { shortenRevisions } from '../../../../server/src/flux/revision.ts';

/**
 * `waiting for flagger → linkerd: ca.crt does not exist`, or `waiting for flagger: Running health checks …` where flagger itself is the cause.
 * Names of the object's own namespace stand without it.
 */
export function waitingWords(dependent: Dependent, lookup: FluxLookup): string {
  const { sentence } = readReadiness(dependent);
  const cause = findRootCause(dependent, lookup);
  const shorten = (words: string) => shortenRevisions(words.replaceAll(`${dependent.namespace}/`, ''));
  if (cause === undefined || cause.culprit === dependent) return shorten(sentence);
  const { namespace = '', name = '' } = cause.chain.at(-1) ?? {};
  const culprit = `${namespace}/${name}`;
  const aboutCulprit = sentence.startsWith(`waiting for ${culprit}`) || cause.sentence.startsWith(sentence);
  if (aboutCulprit && cause.sentence.startsWith(`${culprit}: `)) return shorten(`waiting for ${cause.sentence}`);
  return aboutCulprit ? shorten(sentence) : shorten(`${sentence} → ${cause.sentence}`);
}
