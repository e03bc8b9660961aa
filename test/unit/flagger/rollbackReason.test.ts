/** Why a rollout was rolled back: what somebody asked for is not taken for a failed check, and the reverse. */
import { expect, test } from 'vitest';
import type { TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { readEventFact } from '../../../server/src/flagger/events.ts';
import { rollbackReason } from '../../../server/src/flagger/rollbackReason.ts';

const factsOf = (...messages: readonly string[]): readonly TimedFact[] => messages.map((message, at) => ({ at, firstAt: at, fact: readEventFact(message), warning: false, combined: false, message, count: 1 }));
const start = 'New revision detected! Scaling up web.shop';
const halt = 'Halt web.shop advancement success rate 61.00% < 70%';
const end = 'Canary failed! Scaling down web.shop';

test.each([
  ['failed checks', [start, halt, 'Rolling back web.shop failed checks threshold reached 3', end], 'success rate 61 % < 70 %'],
  ['failed checks whose events were lost', [start, 'Rolling back web.shop failed checks threshold reached 3', end], '3 failed checks'],
  ['a webhook, after a check that failed once', [start, halt, 'Advance web.shop canary weight 20', 'Rollback check oops passed', 'Rolling back web.shop manual webhook invoked', end], 'webhook oops asked for a rollback'],
  ['a webhook whose own event was lost', [start, halt, 'Rolling back web.shop manual webhook invoked', end], 'a rollback webhook asked for it'],
  ['pods that were late, after a check that failed once', [start, halt, 'Rolling back web.shop progress deadline exceeded canary deployment web.shop not ready', end], 'the pods did not get ready in time'],
  ['a promotion', [start, halt, 'Promotion of web.shop failed, primary not ready: web-primary.shop not ready: x', end], 'the primary is not ready: web-primary.shop not ready: x'],
  ['nothing that is known', [start, end], ''],
])('%s', (_what, messages, expected) => {
  expect(rollbackReason(factsOf(...messages))).toBe(expected);
});
