// What the language server is told of a repository, out of VS Code's Git extension.
import { expect, test } from 'vitest';
import { RepositoryFactsReader, type FactsRepository } from '../../../client/src/git/repositoryFacts.ts';

const head = '9f8e1c2000000000000000000000000000000000';
const applied = '02fae5b000000000000000000000000000000000';
const unknown = 'ffffff0000000000000000000000000000000000';

/** A repository in which HEAD has two commits more than `applied`. */
function repository(asked: string[]): FactsRepository {
  const uri = (text: string) => ({ toString: () => text });
  return {
    rootUri: uri('file:///w/fleet'),
    state: {
      HEAD: { commit: head, name: 'main', ahead: 1 },
      workingTreeChanges: [{ uri: uri('file:///w/fleet/apps/a%20b.yaml') }],
      indexChanges: [{ uri: uri('file:///w/fleet/apps/a%20b.yaml') }, { uri: uri('file:///w/fleet/new.yaml') }],
      mergeChanges: [],
      untrackedChanges: [{ uri: uri('file:///elsewhere/x.yaml') }],
    },
    log: ({ range = '' }) => {
      asked.push(range);
      if (range.includes(unknown)) return Promise.reject(new Error('unknown revision'));
      return Promise.resolve(range === `${applied}..${head}` ? [{ hash: 'a', message: '' }, { hash: 'b', message: '' }] : []);
    },
  };
}

test('paths once, relations of the commits that are here; how two commits relate is asked once', async () => {
  const asked: string[] = [];
  const reader = new RepositoryFactsReader();
  const facts = await reader.read(repository(asked), [applied, head, unknown]);
  expect(facts).toEqual({ rootUri: 'file:///w/fleet', head, branch: 'main', unpushed: 1, uncommitted: ['apps/a b.yaml', 'new.yaml'], relations: [{ commit: applied, ahead: 2, behind: 0 }] });
  const before = asked.length;
  await reader.read(repository(asked), [applied]);
  expect(asked).toHaveLength(before);
  await reader.read(repository(asked), [unknown]);
  expect(asked.length).toBeGreaterThan(before);
});
