/** Names in one file, as each keystroke asks for them, against those of the whole workspace. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { nameSitesIn, nameSitesOf, type NameSite } from '../../../server/src/features/names/nameSites.ts';
import type { Snapshot } from '../../../server/src/workspace/session.ts';
import { corpusFolder, openCorpora } from '../../harness/corpora.ts';
import { readTexts, sessionOf } from '../../harness/fixtures/loadFixture.ts';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'fixtures');
const rules = readdirSync(join(fixtures, 'rules')).flatMap((area) => readdirSync(join(fixtures, 'rules', area)).flatMap((rule) => ['bad', 'good'].map((kind) => join('rules', area, rule, kind))));
const others = ['situations', 'mistakes'].flatMap((folder) => readdirSync(join(fixtures, folder)).map((name) => join(folder, name)));

function printed(sites: readonly NameSite[]): readonly string[] {
  return sites.map(({ span, relation, targets }) => `${span.start} ${span.end} ${relation} ${targets.map(({ cluster, node }) => `${cluster.entry.repository.rootUri} ${cluster.entry.path} ${node.id}`).toSorted().join(', ')}`).toSorted();
}

/** Files in which the two differ, and how many names all files have. */
function compared(snapshot: Snapshot): { readonly astray: readonly string[]; readonly names: number } {
  const all = nameSitesOf(snapshot);
  const files = snapshot.repositories.flatMap(({ tree }) => tree.yamlFiles());
  const astray = files.filter((file) => JSON.stringify(printed(nameSitesIn(snapshot, file))) !== JSON.stringify(printed(all.in(file.uri))));
  return { astray: astray.map(({ path }) => path), names: all.all.length };
}

describe('the names in each file are those that the whole workspace has there', () => {
  test.each([...rules, ...others])('%s', (folder) => {
    expect(compared(sessionOf(readTexts(join(fixtures, folder))).snapshot).astray).toEqual([]);
  });

  for (const name of ['BuoyantIO_gitops-linkerd', 'budimanjojo_home-cluster', 'fluxcd_flux2-multi-tenancy']) {
    test.skipIf(corpusFolder(name) === undefined)(name, async () => {
      const { astray, names } = compared((await openCorpora(name)).snapshot);
      expect(astray).toEqual([]);
      expect(names).toBeGreaterThan(20);
    }, 60_000);
  }
});
