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
});

test('a commit that is not here costs one question, and none again until HEAD or its upstream has moved or a minute has passed', async () => {
  const asked: string[] = [];
  let now = 0;
  const reader = new RepositoryFactsReader(() => now);
  const here = repository(asked);
  const questions = async (from: FactsRepository) => {
    const before = asked.length;
    await reader.read(from, [unknown]);
    return asked.length - before;
  };
  expect(await questions(here)).toBe(1);
  // Each saved file asks for the facts.
  expect(await questions(here)).toBe(0);
  const fetched: FactsRepository = { ...here, state: { ...here.state, HEAD: { ...here.state.HEAD, behind: 3 } } };
  expect(await questions(fetched)).toBe(1);
  now = 61_000;
  expect(await questions(fetched)).toBe(1);
});

test('Git is asked one question at a time', async () => {
  let running = 0;
  let most = 0;
  const log: FactsRepository['log'] = async () => {
    most = Math.max(most, (running += 1));
    await Promise.resolve();
    running -= 1;
    return [];
  };
  await new RepositoryFactsReader().read({ ...repository([]), log }, [applied, unknown, 'abc']);
  expect(most).toBe(1);
});
