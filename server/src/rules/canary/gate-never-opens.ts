/** Reports gates that nobody can open. */
import { readCanary } from '../../manifests/canary.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A gate of a Canary always says no, so the rollout waits for ever. */
export const gateNeverOpens: ManifestRule = {
  id: 'canary/gate-never-opens',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/flagger pkg/loadtester/server.go: /gate/halt always answers 403; fluxcd/flagger#1017',
  summary: 'A gate of a Canary always says no, so the rollout waits for ever.',
  explain: rulePage({
    does: 'Reports a webhook of type `confirm-rollout`, `confirm-traffic-increase` or `confirm-promotion` whose URL ends in `/gate/halt`.',
    why: 'The rollout stops at the gate, without failing and without a timeout.',
    controller: 'Flagger asks the gate again on each tick. `/gate/halt` of the load tester answers 403 to everybody, always.',
    fix: 'Use `/gate/check`, which a person opens with `/gate/open` and closes with `/gate/close`.',
    ignore: 'To hold all releases on purpose.',
  }),
  check(manifest, _context, report) {
    for (const { type, url } of readCanary(manifest)?.webhooks ?? []) {
      if (type?.value.startsWith('confirm-') !== true || url === undefined || !url.value.endsWith('/gate/halt')) continue;
      report({ span: faultSpan(url.node), message: 'this gate never opens: `/gate/halt` always says no; `/gate/check` is the gate that a person opens', data: { replacement: url.value.replace(/\/gate\/halt$/, '/gate/check') } });
    }
  },
};
