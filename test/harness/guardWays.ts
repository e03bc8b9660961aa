// The ways to set an image (test/fixtures/guard): loads them as repositories of a session, and finds the line that a person must change.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DirectoryTree } from '../../server/src/files/directoryTree.ts';
import { findQuickFixes } from '../../server/src/features/quickFixes/index.ts';
import type { ClusterFacts } from '../../server/src/protocol/clusterFacts.ts';
import { findGuarded } from '../../server/src/rules/cluster/guard.ts';
import type { Finding } from '../../server/src/rules/rule.ts';
import { Session } from '../../server/src/workspace/session.ts';
import { readTexts, type Texts } from './fixtures/loadFixture.ts';

const folder = fileURLToPath(new URL('../fixtures/guard', import.meta.url));

/** Names of the folders. */
export const guardWays: readonly string[] = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'common').map(({ name }) => name).sort();

/** Whether a chart makes the workload, so that no build of ours holds it. */
export function isByHelm(way: string): boolean {
  return way.startsWith('helm-');
}

/** Whether the version of a chart from elsewhere decides. */
export function isByChart(way: string): boolean {
  return way === 'helm-chart-version' || way === 'helm-chart-oci';
}

/** How the finding begins. */
export function saysOf(way: string): string {
  return isByChart(way) ? 'chart `web 1.1.0` brings' : 'Git says';
}

/** The texts of a fleet repository and, where there is one, of the second. */
export interface WayTexts {
  readonly fleet: Texts;
  readonly shop: Texts;
}

/** Loads one; `rewrite` changes each text (version, namespace, URLs). */
export function readWay(way: string, rewrite: (text: string) => string = (text) => text): WayTexts {
  const all = Object.entries({ ...readTexts(join(folder, 'common')), ...readTexts(join(folder, way)) }).map(([path, text]) => [path, rewrite(text)] as const);
  const second = (path: string): boolean => path.startsWith('second/');
  return {
    fleet: Object.fromEntries(all.filter(([path]) => !second(path))),
    shop: Object.fromEntries(all.filter(([path]) => second(path)).map(([path, text]) => [path.slice('second/'.length), text])),
  };
}

/** A workspace with both repositories, known by the URLs of their remotes. */
export function openWay({ fleet, shop }: WayTexts, urls: { readonly fleet: string; readonly shop: string } = { fleet: 'https://git.example/fleet.git', shop: 'https://git.example/shop.git' }): Session {
  const session = new Session();
  const open = (name: 'fleet' | 'shop', texts: Texts): void => {
    const rootUri = `file:///w/${name}`;
    session.openTree({ rootUri, name, tree: DirectoryTree.ofTexts(rootUri, texts), remotes: [urls[name]], branch: 'main' });
  };
  open('fleet', fleet);
  if (Object.keys(shop).length > 0) open('shop', shop);
  return session;
}

/** `repository/path:line` (from 1) of the one line that ends with `# here`. */
export function markedLine({ fleet, shop }: WayTexts): string {
  const lines = ([['fleet', fleet], ['shop', shop]] as const).flatMap(([name, texts]) =>
    Object.entries(texts).flatMap(([path, text]) => text.split('\n').flatMap((line, index) => (line.endsWith('# here') ? [`${name}/${path}:${index + 1}`] : []))));
  const [only, ...others] = lines;
  if (only === undefined || others.length > 0) throw new Error(`one line ends with "# here", found ${lines.join(', ') || 'none'}`);
  return only;
}

/** `repository/path:line` of a finding. */
export function lineOf({ span }: Finding): string {
  return `${span.file.uri.replace('file:///w/', '')}:${span.file.lines.positionAt(span.start).line + 1}`;
}

/** What is said with these facts. */
export function guardFindings(session: Session, facts: ClusterFacts): readonly Finding[] {
  return findGuarded(session.snapshot.graph, facts, {});
}

/** The texts after the only fix of a finding. */
export function fixWay(texts: WayTexts, session: Session, finding: Finding): WayTexts {
  const [fix, ...others] = findQuickFixes(finding, session.snapshot).filter(({ edits }) => edits.length > 0);
  if (fix === undefined || others.length > 0) throw new Error(`one fix for ${finding.message}, found ${others.length + (fix === undefined ? 0 : 1)}`);
  const changed = { fleet: { ...texts.fleet }, shop: { ...texts.shop } };
  for (const { span, text } of fix.edits.toSorted((a, b) => b.span.start - a.span.start)) {
    const [repository, ...path] = span.file.uri.replace('file:///w/', '').split('/');
    const file = changed[repository === 'shop' ? 'shop' : 'fleet'];
    const before = file[path.join('/')] ?? '';
    file[path.join('/')] = before.slice(0, span.start) + text + before.slice(span.end);
  }
  return changed;
}
