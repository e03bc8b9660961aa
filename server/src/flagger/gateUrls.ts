/** What the URL of a webhook tells of the gate behind it: who opens it, or that it always gives the same answer (pkg/loadtester/server.go). */

/** Who opens a gate: nobody has to, nobody can, a person at the load tester, or whatever answers the URL. */
export type GateOpener = 'always-open' | 'never' | 'person' | 'answer';

/** What a URL of the load tester always answers, whatever is opened or closed; `undefined` for any other. */
export function fixedGateAnswer(url: string | undefined): 'open' | 'closed' | undefined {
  const path = pathOf(url);
  if (/\/gate\/approve\/?$/.test(path)) return 'open';
  return /\/gate\/halt\/?$/.test(path) ? 'closed' : undefined;
}

/** Who opens the gate behind a URL. */
export function gateOpener(url: string | undefined): GateOpener {
  const fixed = fixedGateAnswer(url);
  if (fixed !== undefined) return fixed === 'open' ? 'always-open' : 'never';
  return /\/gate\/check\/?$/.test(pathOf(url)) ? 'person' : 'answer';
}

function pathOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).pathname : '';
}
