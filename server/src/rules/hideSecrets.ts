/** Takes Secret values out of what rules say: a message may quote an effective value that a variable brought in. */
import type { WorkspaceGraph } from '../graph/graph.ts';
import { hidden, secretTexts } from '../graph/secretValues.ts';
import type { Finding } from './rule.ts';

/** Findings in whose words and data no value of a Secret stands; the very same map where there is nothing to hide. */
export function hideSecrets(findings: ReadonlyMap<string, readonly Finding[]>, graph: WorkspaceGraph): ReadonlyMap<string, readonly Finding[]> {
  const hide = secretHider(graph);
  return hide === undefined ? findings : new Map([...findings].map(([uri, list]) => [uri, list.map((finding) => hideIn(finding, hide))]));
}

/** The same for findings that are not yet told apart by file. */
export function hideSecretsInList(findings: readonly Finding[], graph: WorkspaceGraph): readonly Finding[] {
  const hide = findings.length === 0 ? undefined : secretHider(graph);
  return hide === undefined ? findings : findings.map((finding) => hideIn(finding, hide));
}

/** Takes every value that some build of the workspace has from a Secret out of a text; `undefined` where there is none. */
export function secretHider(graph: WorkspaceGraph): ((text: string) => string) | undefined {
  const secrets = new Set<string>();
  for (const { deliveries } of graph.clusters) for (const { build } of deliveries.values()) for (const text of secretTexts(build)) secrets.add(text);
  return secrets.size === 0 ? undefined : (text) => [...secrets].reduce((shown, secret) => shown.replaceAll(secret, hidden), text);
}

function hideIn(finding: Finding, hide: (text: string) => string): Finding {
  const { message, related, data } = finding;
  const isClean = [message, ...related.map((place) => place.message), data === undefined ? '' : JSON.stringify(data)].every((text) => hide(text) === text);
  return isClean ? finding : { ...finding, message: hide(message), related: related.map((place) => ({ ...place, message: hide(place.message) })), data: undefined };
}
