import { expect, test } from 'vitest';
import { listRolledBackImages } from '../../../server/src/features/rolledBack.ts';
import { findQuickFixes } from '../../../server/src/features/quickFixes/index.ts';
import { noClusterFacts, type ClusterFacts } from '../../../server/src/protocol/clusterFacts.ts';
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

test('what the connected cluster says of an image with a Secret value in its name does not quote it, nor does the commit message of a fix', () => {
  const substitute = '  postBuild:\n    substituteFrom:\n      - kind: Secret\n        name: vars\n';
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: vars\n  namespace: flux-system\nstringData:\n  REG: user-secret-token.registry.invalid\n';
  const web = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: ${REG}/web:2.0\n';
  const { snapshot } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${fluxKustomization('apps', './apps', substitute)}---\n${secret}//- apps/web.yaml\n${web}`);
  const image = (version: string): string => `user-secret-token.registry.invalid/web:${version}`;
  const facts: ClusterFacts = {
    ...noClusterFacts('2026-11-29T01:00:00Z'), contextName: 'dev', connection: 'live',
    canaries: [{
      namespace: 'shop', name: 'web', phase: 'Failed', suspended: false, weight: 0, iterations: 0, failedChecks: 0, lastTransitionTime: '', failureReason: `cannot pull ${image('2.0')}`,
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, primaryImages: { web: image('1.0') }, canaryImages: { web: image('2.0') },
    }],
  };
  const found = [...checkSnapshot(snapshot, { cache: new RuleCache(), facts, log: (message) => expect.unreachable(message) }).values()].flat();
  expect(found.filter(({ rule }) => rule === 'canary/rolled-back').map(({ message }) => message)).toEqual(['Git says `•••/web:2.0`, the cluster serves `•••/web:1.0`: the rollout failed (cannot pull •••/web:2.0)']);
  const shown = [found.map(({ message, data, related }) => [message, data, related.map((place) => place.message)]), found.flatMap((finding) => findQuickFixes(finding, snapshot).map(({ title, command }) => [title, command])), listRolledBackImages(snapshot.graph, facts)];
  expect(JSON.stringify(shown)).not.toContain('user-secret-token');
  expect(listRolledBackImages(snapshot.graph, facts).map(({ desired, serving }) => [desired, serving])).toEqual([['•••/web:2.0', '•••/web:1.0']]);
});
