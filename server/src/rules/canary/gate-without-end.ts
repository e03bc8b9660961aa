/** Reports gates at which a release may stand for ever with traffic on its new version. */
import { gateOpener } from '../../flagger/gateUrls.ts';
import { readCanary, type CanaryWebhook } from '../../manifests/canary.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Nobody but who opens the gate ends the wait. */
export const gateWithoutEnd: ManifestRule = {
  id: 'canary/gate-without-end',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/scheduler.go advanceCanary, scheduler_hooks.go (no deadline for a gate); fluxcd/flagger#1450',
  summary: 'A release waits at a gate without a limit of time, and no `rollback` hook can give it up.',
  explain: rulePage({
    does: 'Reports a webhook of type `confirm-traffic-increase` or `confirm-promotion` in a Canary without a webhook of type `rollback` that can ever say yes. A gate whose URL ends in `/gate/approve` holds nobody, and one that ends in `/gate/halt` is reported by `canary/gate-never-opens`.',
    why: 'A gate that is forgotten leaves part of the traffic on the new version for days, and the version that Git asks for is never everywhere. To give up, somebody has to make checks fail or put the old version back in Git.',
    controller: 'Flagger asks the gate again on each tick and has no deadline for it: `timeout` is that of one call, and `progressDeadlineSeconds` is about Pods. Metrics and hooks of type `rollout` are still checked meanwhile, so failing checks roll back. A hook of type `rollback` is asked first, on each tick.',
    fix: 'Add a webhook of type `rollback`, such as `/rollback/check` of the load tester, which `/rollback/open` makes say yes.',
    ignore: 'When whoever opens the gate is sure to come, or puts the old version back in Git.',
  }),
  check(manifest, _context, report) {
    const canary = readCanary(manifest);
    if (canary === undefined || readBoolean(canary.spec, 'skipAnalysis')?.value === true) return;
    if (canary.webhooks.some(canRollBack)) return;
    const isChecked = canary.metrics.length > 0 || canary.webhooks.some(({ type }) => ['', 'rollout'].includes(type?.value ?? ''));
    for (const { type, url } of canary.webhooks) {
      if (type === undefined || url === undefined || !['confirm-traffic-increase', 'confirm-promotion'].includes(type.value)) continue;
      if (!['person', 'answer'].includes(gateOpener(url.value))) continue;
      const end = isChecked ? 'only failed checks or a change in Git end the wait' : 'only a change in Git ends the wait';
      report({ span: faultSpan(type.node), message: `this gate has no limit of time, and ${end}: a webhook of type \`rollback\` could give the release up` });
    }
  },
};

function canRollBack({ type, url }: CanaryWebhook): boolean {
  return type?.value === 'rollback' && url !== undefined && gateOpener(url.value) !== 'never';
}
