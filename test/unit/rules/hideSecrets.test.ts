import { expect, test } from 'vitest';
import { checkSnapshot } from '../../../server/src/rules/checkSnapshot.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

test('a finding about a value that a Secret brought in does not quote it', () => {
  const substitute = '  postBuild:\n    substituteFrom:\n      - kind: Secret\n        name: vars\n';
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: vars\n  namespace: flux-system\nstringData:\n  TOKEN: hunter2secret\n';
  const child = fluxKustomization('child', './apps').replace('interval: 10m', 'interval: ${TOKEN}');
  const { snapshot } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${fluxKustomization('parent', './parts', substitute)}---\n${secret}//- parts/child.yaml\n${child}//- apps/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: b\n`);
  const found = [...checkSnapshot(snapshot, { cache: new RuleCache(), facts: undefined, log: (message) => expect.unreachable(message) }).values()].flat();
  const about = found.filter(({ rule }) => rule === 'flux/bad-duration');
  expect(about.length).toBe(1);
  expect(about[0]?.message).toContain('•••');
  expect(JSON.stringify(found.map(({ message, data, related }) => [message, data, related.map((place) => place.message)]))).not.toContain('hunter2secret');
});
