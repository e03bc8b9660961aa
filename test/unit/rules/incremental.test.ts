import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { buildRepositoryTree } from '../../../server/src/features/repositoryTree.ts';
import type { GraphEdge } from '../../../server/src/graph/graph.ts';
import { printableGraph } from '../../../server/src/graph/printGraph.ts';
import { checkSnapshot } from '../../../server/src/rules/checkSnapshot.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import type { Session, Snapshot } from '../../../server/src/workspace/session.ts';
import { readTexts, sessionOf, type Texts } from '../../harness/fixtures/loadFixture.ts';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'fixtures', 'rules');
const rules = readdirSync(fixtures).flatMap((area) => readdirSync(join(fixtures, area)).map((rule) => `${area}/${rule}`));
const editsEach = 8;

/** Everything that a person sees of a snapshot, as plain values. */
function view(snapshot: Snapshot, cache: RuleCache): unknown {
  const failures: string[] = [];
  const findings = checkSnapshot(snapshot, { cache, facts: undefined, log: (line) => failures.push(line) });
  const plain = [...findings].sort(([a], [b]) => (a < b ? -1 : 1)).map(([uri, list]) => [uri, list.map(({ rule, severity, span, message, related, data }) => ({ rule, severity, at: [span.start, span.end], message, data, related: related.map((place) => [place.span.file.uri, place.span.start, place.message]) }))]);
  const trees = buildRepositoryTree(snapshot, findings);
  return { findings: plain, trees, graph: printableGraph(snapshot.graph, (uri) => uri), open: snapshot.graph.clusters.map(({ open, appliedTwice }) => [open, [...appliedTwice]]), failures };
}

/** Ids for which the edges that are looked up one by one are not those that the whole list has. */
function astray(snapshot: Snapshot): readonly string[] {
  return snapshot.graph.clusters.flatMap(({ nodes, edges, edgesFrom, edgesTo }) =>
    [...nodes.keys()].filter((id) => {
      const isSame = (found: readonly GraphEdge[] | undefined, all: readonly GraphEdge[]): boolean => found?.length === all.length && all.every((edge) => found.includes(edge));
      return !isSame(edgesFrom.get(id) ?? [], edges.filter(({ from }) => from === id)) || !isSame(edgesTo.get(id) ?? [], edges.filter(({ to }) => to === id));
    }),
  );
}

/** The same numbers in each run (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** One edit as people make them: a line goes, comes twice or is moved, a word changes, a file goes, comes or is replaced by another one. */
function randomEdit(texts: Map<string, string>, random: (below: number) => number): void {
  const paths = [...texts.keys()];
  const path = paths[random(paths.length)] ?? '';
  const text = texts.get(path) ?? '';
  const lines = text.split('\n');
  const words = [...new Set([...texts.values()].join('\n').match(/[\w./-]+/g))];
  const at = random(lines.length);
  switch (random(8)) {
    case 0:
      texts.set(path, lines.toSpliced(at, 1).join('\n'));
      break;
    case 1:
      texts.set(path, lines.toSpliced(at, 0, lines[random(lines.length)] ?? '').join('\n'));
      break;
    case 2:
      texts.delete(path);
      break;
    case 3:
      texts.set(`${path.slice(0, path.lastIndexOf('/') + 1)}new-${random(3)}.yaml`, texts.get(paths[random(paths.length)] ?? '') ?? '');
      break;
    case 4:
      texts.set(paths[random(paths.length)] ?? '', text);
      break;
    default: {
      const line = lines[at] ?? '';
      const known = line.match(/[\w./-]+/g) ?? [''];
      texts.set(path, lines.with(at, line.replace(known[random(known.length)] ?? '', words[random(words.length)] ?? '')).join('\n'));
    }
  }

}

function applyTexts(session: Session, before: Texts, after: Texts): void {
  const gone = Object.keys(before).filter((path) => after[path] === undefined);
  for (const path of gone) {
    session.apply({ kind: 'closed', uri: `file:///fixture/${path}` });
    // A folder without files is no folder for a session that begins with files.
    const folders = path.split('/').slice(0, -1).map((_, index, names) => names.slice(0, index + 1).join('/'));
    const empty = folders.find((folder) => !Object.keys(after).some((other) => other.startsWith(`${folder}/`)));
    if (empty !== undefined) session.apply({ kind: 'closed', uri: `file:///fixture/${empty}` });
  }
  for (const [path, text] of Object.entries(after)) if (before[path] !== text) session.apply({ kind: 'text', uri: `file:///fixture/${path}`, text });
}

describe('after random edits, findings, graph and the Repository view are those of a session that opens the files as they are now', () => {
  test.each(rules)('%s', (rule) => {
    for (const kind of ['bad', 'good']) {
      const random = randomOf(rule.length * 7919 + rule.charCodeAt(rule.length - 1) * 104729 + kind.length);
      const texts = new Map(Object.entries(readTexts(join(fixtures, rule, kind))));
      const session = sessionOf(Object.fromEntries(texts));
      const cache = new RuleCache();
      view(session.snapshot, cache);
      for (let edit = 0; edit < editsEach && texts.size > 0; edit++) {
        const before = Object.fromEntries(texts);
        randomEdit(texts, random);
        const after = Object.fromEntries(texts);
        applyTexts(session, before, after);
        expect(view(session.snapshot, cache), `${kind}, edit ${edit}`).toEqual(view(sessionOf(after).snapshot, new RuleCache()));
        expect(astray(session.snapshot), `${kind}, edit ${edit}`).toEqual([]);
      }
    }
  });
});

// Objects that a build gives again are other nodes with the same manifests: an object must not be taken for a rival of itself.
describe('while the lines of what applies them are changed and put back, objects are no rivals of themselves', () => {
  test.each(['canary/two-canaries', 'helm/same-release', 'kustomization/depends-on-cycle'])('%s', (rule) => {
    const texts = readTexts(join(fixtures, rule, 'good'));
    const session = sessionOf(texts);
    const cache = new RuleCache();
    for (const [path, text] of Object.entries(texts).filter(([, of]) => of.includes('kustomize.toolkit.fluxcd.io'))) {
      for (const [index, line] of text.split('\n').entries()) {
        const changed = { ...texts, [path]: text.split('\n').with(index, `${line}x`).join('\n') };
        applyTexts(session, texts, changed);
        expect(view(session.snapshot, cache), `${path}:${index + 1}`).toEqual(view(sessionOf(changed).snapshot, new RuleCache()));
        applyTexts(session, changed, texts);
        view(session.snapshot, cache);
      }
    }
  });
});
