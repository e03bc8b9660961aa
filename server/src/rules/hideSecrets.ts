/** Takes Secret values out of what rules say: a message may quote an effective value that a variable brought in. */
import type { WorkspaceGraph } from '../graph/graph.ts';
import { hidden, secretTexts } from '../graph/secretValues.ts';
import type { Finding } from './rule.ts';

/** Findings in whose words and data no value of a Secret stands; the very same map where there is nothing to hide. */
export function hideSecrets(findings: ReadonlyMap<string, readonly Finding[]>, graph: WorkspaceGraph): ReadonlyMap<string, readonly Finding[]> {
  const secrets = new Set(graph.clusters.flatMap(({ deliveries }) => [...deliveries.values()].flatMap(({ build }) => secretTexts(build))));
  if (secrets.size === 0) return findings;
  const hide = (text: string): string => [...secrets].reduce((shown, secret) => shown.replaceAll(secret, hidden), text);
  const quotes = ({ message, related, data }: Finding): boolean => [message, ...related.map((place) => place.message), data === undefined ? '' : JSON.stringify(data)].some((text) => hide(text) !== text);
  return new Map(
    [...findings].map(([uri, list]) => [
      uri,
      list.map((finding) => (quotes(finding) ? { ...finding, message: hide(finding.message), related: finding.related.map((place) => ({ ...place, message: hide(place.message) })), data: undefined } : finding)),
    ]),
  );
}
