// The status bar beside a file that Flux applies: commits that the cluster has not applied, and silence otherwise.
import { describe, expect, test } from 'vitest';
import { compareWithApplied } from '../../../client/src/git/appliedRelation.ts';
import { historyOf } from '../../../client/src/git/repositoryHistory.ts';
import { buildAppliedItem } from '../../../client/src/views/statusBar/appliedItemModel.ts';
import { kustomization } from './liveObjects.ts';

const head = '9f8e1c2000000000000000000000000000000000';
const applied = '02fae5b0123456789012345678901234567890ab';
const apps = kustomization('apps');

describe('the item', () => {
  const item = (relation: Parameters<typeof buildAppliedItem>[0]['relation'], unpushed = 0, live = apps) => buildAppliedItem({ contextName: 'my-cluster', kustomization: live, relation, unpushed });

  test('counts the commits of HEAD that are not applied', () => {
    const model = item({ type: 'behind', head, applied, commits: 2 });
    expect(model?.text).toBe('$(git-commit) apps: 2 commits not applied');
    expect(model?.tooltip.replaceAll('\\', '')).toContain('has applied main@02fae5b; your HEAD 9f8e1c2 has 2 commits more.');
    expect(model?.tooltip).toContain('command:flightdeck.reconcileWithSource');
  });
  test('says when Flux cannot see them yet, or will not apply them', () => {
    expect(item({ type: 'behind', head, applied, commits: 1 }, 1)?.tooltip).toContain('Flux cannot see them before you push');
    expect(item({ type: 'behind', head, applied, commits: 3 }, 1)?.tooltip).toContain('1 commit is not pushed yet');
    expect(item({ type: 'behind', head, applied, commits: 1 }, 0, kustomization('apps', { spec: { suspend: true } }))?.tooltip).toContain('suspended');
  });
  test('counts what is here when the histories have parted', () => {
    expect(item({ type: 'diverged', head, applied, here: 1, there: 4 })?.text).toBe('$(git-commit) apps: 1 commit not applied');
  });
  test('is not there when all is applied, the cluster is ahead, or it cannot be told', () => {
    expect(item({ type: 'same', head })).toBeUndefined();
    expect(item({ type: 'ahead', head, applied, commits: 1 })).toBeUndefined();
    expect(item({ type: 'otherBranch', head, applied, branch: 'x', followed: 'main' })).toBeUndefined();
    expect(item({ type: 'unknown', reason: 'commitNotHere', applied })).toBeUndefined();
  });
});

describe('the history of a repository', () => {
  const repository = (log: (range: string) => readonly string[]) => ({
    state: { onDidChange: () => ({ dispose: () => undefined }), HEAD: { commit: head, name: 'main' } },
    log: ({ range = '' }: { readonly range?: string }) => Promise.resolve(log(range).map((hash) => ({ hash, message: '' }))),
  });
  test('counts by ranges in both directions', async () => {
    const history = historyOf(repository((range) => (range === `${applied}..${head}` ? ['a', 'b'] : [])));
    expect(await compareWithApplied(history, `main@sha1:${applied}`)).toEqual({ type: 'behind', head, applied, commits: 2 });
  });
  test('a commit that Git does not know is not here', async () => {
    const history = historyOf(repository(() => { throw new Error('unknown revision'); }));
    expect(await compareWithApplied(history, `main@sha1:${applied}`)).toMatchObject({ type: 'unknown', reason: 'commitNotHere' });
  });
});
