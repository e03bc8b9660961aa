/** Reports a rollback hook that always says yes. */
import { readCanary } from '../../manifests/canary.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A rollback hook points at a gate that is always open, so each release is rolled back at once. */
export const rollbackAtOnce: ManifestRule = {
  id: 'canary/rollback-at-once',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/flagger pkg/controller/scheduler_hooks.go runRollbackHooks; pkg/loadtester/server.go: /gate/approve always answers 200',
  summary: 'A rollback hook points at a gate that is always open, so each release is rolled back at once.',
  explain: rulePage({
    does: 'Reports a webhook of type `rollback` whose URL ends in `/gate/approve`.',
    why: 'Each release is rolled back on its first tick.',
    controller: 'A rollback hook that answers 200 means "roll back". `/gate/approve` of the load tester always does.',
    fix: 'Use `/rollback/check`, which answers 200 only after somebody called `/rollback/open`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const { type, url } of readCanary(manifest)?.webhooks ?? []) {
      if (type?.value !== 'rollback' || url === undefined || !url.value.endsWith('/gate/approve')) continue;
      report({ span: faultSpan(url.node), message: 'each release is rolled back on its first tick: this gate always says yes, and for a rollback hook yes means roll back; `/rollback/check` was meant', data: { replacement: url.value.replace(/\/gate\/approve$/, '/rollback/check') } });
    }
  },
};
