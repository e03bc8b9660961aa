/** What follows when files and folders are moved or renamed: every path that leads to them, and every path that they write. */
import { baseName, dirName, isWithin, relativePath } from '../../files/paths.ts';
import type { ClusterGraph, WorkspaceGraph } from '../../graph/graph.ts';
import type { PathMove, Snapshot } from '../../workspace/session.ts';
import type { YamlEdit } from '../../yaml/yamlEdit.ts';
import { clusterLabel } from '../../graph/clusterLabel.ts';
import { rewriteScalars, type Rewrite } from '../names/scalarEdits.ts';
import { placeInWords } from '../rename/placeInWords.ts';
import { distinctEdits, type RenamePlan, type RenameWarning } from '../rename/renamePlan.ts';
import { textsAfter } from '../rename/textsAfter.ts';
import { pathSitesOf, type PathSite } from './pathSites.ts';

/** A file or folder by its URIs before and after. */
export interface UriMove {
  readonly oldUri: string;
  readonly newUri: string;
}

/** The edits, to be made before the files move. What cannot be followed is told in warnings. */
export function planMoves(snapshot: Snapshot, uris: readonly UriMove[]): RenamePlan {
  const moves = uris.flatMap(({ oldUri, newUri }) => moveOf(snapshot, oldUri, newUri) ?? []);
  const warnings = uris.filter(({ oldUri, newUri }) => moveOf(snapshot, oldUri, newUri) === undefined && snapshot.repositoryOf(oldUri) !== undefined && isUsed(snapshot, oldUri)).map(leavesRepository);
  if (moves.length === 0) return { edits: [], warnings };
  const rewrites: Rewrite[] = [];
  const texts = new Map<string, PathSite>();
  for (const site of pathSitesOf(snapshot)) {
    if (site.byVariable === true) {
      if (endsElsewhere(snapshot, site, moves)) warnings.push({ label: 'A path is made of a variable', description: `\`${site.text}\` in ${placeInWords(snapshot.graph, site.scalar)} leads to what moves and cannot follow: its end is a variable's value.` });
      continue;
    }
    const text = movedText(site, moves);
    if (text === undefined || text === site.text) continue;
    rewrites.push({ place: site.scalar, before: site.text, text });
    texts.set(`${site.scalar.file.uri}:${site.scalar.start}`, site);
    if (site.ofKustomizeFile && leavesFolder(site, text)) warnings.push(outsideWarning(snapshot.graph, site));
  }
  const rewritten = rewriteEach(rewrites);
  for (const { place, before } of rewritten.blocked) warnings.push({ label: 'A path is not updated', description: `\`${before}\` in ${placeInWords(snapshot.graph, place)} cannot be edited safely; a variable or an anchor may hold it.` });
  if (!moves.some((move) => touchesGraph(snapshot, move))) return { edits: rewritten.edits, warnings };
  return { edits: rewritten.edits, warnings: [...warnings, ...changesOfGraph(snapshot, rewritten.edits, moves)] };
}

/** The move inside one repository; `undefined` where it crosses a border. */
function moveOf(snapshot: Snapshot, oldUri: string, newUri: string): PathMove | undefined {
  const from = snapshot.repositoryOf(oldUri);
  const to = snapshot.repositoryOf(newUri);
  if (from === undefined || from.repository !== to?.repository || from.path === '' || to.path === '' || from.path === to.path) return undefined;
  return { rootUri: from.repository.rootUri, from: from.path, to: to.path };
}

/** Where a path is after the moves. */
export function movedPath(rootUri: string, path: string, moves: readonly PathMove[]): string {
  const move = moves.filter((each) => each.rootUri === rootUri && isWithin(each.from, path)).toSorted((a, b) => b.from.length - a.from.length)[0];
  return move === undefined ? path : move.to + path.slice(move.from.length);
}

function movedText(site: PathSite, moves: readonly PathMove[]): string | undefined {
  const { text, start, end, repository, target, base, baseMoves, follow } = site;
  if (follow !== undefined) {
    const old = follow((path) => path);
    const next = follow((path) => movedPath(repository.rootUri, path, moves));
    return next === undefined || next === old ? undefined : text.slice(0, start) + styledLike(text.slice(start, end), next) + text.slice(end);
  }
  const newBase = baseMoves ? movedPath(repository.rootUri, base, folderMoves(site, moves)) : base;
  const newTarget = movedPath(repository.rootUri, target, moves);
  if (relativePath(newBase, newTarget) === relativePath(base, target)) return undefined;
  if (!baseMoves && !isWithin(newBase, newTarget)) return undefined;
  const written = text.slice(start, end);
  const moved = styledLike(written, relativePath(newBase, newTarget));
  const key = site.givesKey && baseName(target) !== baseName(newTarget) ? `${baseName(target)}=` : '';
  return text.slice(0, start) + key + moved + text.slice(end);
}

/** Whether what a variable leads to goes elsewhere than the folders written before the variable. */
function endsElsewhere(snapshot: Snapshot, whole: PathSite, moves: readonly PathMove[]): boolean {
  const { rootUri } = whole.repository;
  const moved = movedPath(rootUri, whole.target, moves);
  if (moved === whole.target) return false;
  const head = pathSitesOf(snapshot).find((site) => site.scalar === whole.scalar && site.byVariable !== true)?.target;
  return head === undefined || moved !== movedPath(rootUri, head, moves) + whole.target.slice(head.length);
}

/** A kustomize file that moves alone takes its folder's place along; one that stays keeps it. */
function folderMoves(site: PathSite, moves: readonly PathMove[]): readonly PathMove[] {
  const { path } = site.scalar.file;
  const own = site.ofKustomizeFile ? moves.find(({ from, rootUri }) => from === path && rootUri === site.repository.rootUri) : undefined;
  return own === undefined ? moves : [{ rootUri: own.rootUri, from: site.base, to: dirName(own.to) }];
}

/** A path written as the old one was: with `./` or a leading or trailing slash where it had them. */
function styledLike(written: string, path: string): string {
  const trailing = written.endsWith('/') && !path.endsWith('/') ? '/' : '';
  if (written.startsWith('./') && !path.startsWith('.')) return `./${path}${trailing}`;
  return `${written.startsWith('/') ? '/' : ''}${path}${trailing}`;
}

/** Edits of what can be edited, and the rest. */
function rewriteEach(rewrites: readonly Rewrite[]): { readonly edits: readonly YamlEdit[]; readonly blocked: readonly Rewrite[] } {
  const together = rewriteScalars(rewrites);
  if (!('blocked' in together)) return { edits: distinctEdits(together), blocked: [] };
  const blocked = rewrites.filter((rewrite) => 'blocked' in rewriteScalars([rewrite]));
  const rest = rewriteScalars(rewrites.filter((rewrite) => !blocked.includes(rewrite)));
  return { edits: 'blocked' in rest ? [] : distinctEdits(rest), blocked };
}

function leavesRepository({ oldUri }: UriMove): RenameWarning {
  return { label: 'Paths are not updated', description: `${baseName(decodeURIComponent(oldUri))} leaves its repository: what leads to it stays as it is.` };
}

function isUsed(snapshot: Snapshot, uri: string): boolean {
  const found = snapshot.repositoryOf(uri);
  return found !== undefined && pathSitesOf(snapshot).some(({ repository, target }) => repository === found.repository && isWithin(found.path, target));
}

function leavesFolder(site: PathSite, text: string): boolean {
  return site.repository.tree.kindOf(site.target) === 'file' && /(^|=)\.\.\//.test(text) && !/(^|=)\.\.\//.test(site.text);
}

function outsideWarning(graph: WorkspaceGraph, site: PathSite): RenameWarning {
  return { label: 'A file lies outside its kustomize folder now', description: `${placeInWords(graph, site.scalar)} leads out of its folder: Flux follows it, \`kustomize build\` refuses it without \`--load-restrictor LoadRestrictionsNone\`.` };
}

function touchesGraph(snapshot: Snapshot, { rootUri, from, to }: PathMove): boolean {
  for (const cluster of snapshot.graph.clusters) {
    for (const { source, build, path } of cluster.deliveries.values()) {
      if (source.state !== 'local' || source.artifact.repository.rootUri !== rootUri) continue;
      const { repositoryPath } = source.artifact;
      if (path !== undefined && (isWithin(from, repositoryPath(path)) || isWithin(repositoryPath(path), to))) return true;
      for (const read of build?.reads ?? []) if (isWithin(from, repositoryPath(read))) return true;
    }
  }
  return false;
}

/** What Flux would no longer apply, or newly apply, after the move. */
function changesOfGraph(snapshot: Snapshot, edits: readonly YamlEdit[], moves: readonly PathMove[]): readonly RenameWarning[] {
  const after = snapshot.withTexts(textsAfter(edits), moves).graph;
  return snapshot.graph.clusters.flatMap((cluster) => {
    const newPath = movedPath(cluster.entry.repository.rootUri, cluster.entry.path, moves);
    const next = after.clusters.find(({ entry }) => entry.repository.rootUri === cluster.entry.repository.rootUri && (entry.path === newPath || entry.path === cluster.entry.path));
    const label = clusterLabel(snapshot.graph, cluster);
    const entryMoved: readonly RenameWarning[] = newPath === cluster.entry.path ? [] : [{ label: `${label} is the folder that Flux syncs`, description: `The cluster reads ${cluster.entry.path} until its root Kustomization has the new path: apply that change, or bootstrap again, right after the push.` }];
    return [...entryMoved, ...difference(label, cluster, next)];
  });
}

function difference(label: string, before: ClusterGraph, after: ClusterGraph | undefined): readonly RenameWarning[] {
  const declared = (cluster: ClusterGraph | undefined): readonly string[] => [...(cluster?.nodes.values() ?? [])].filter(({ presence }) => presence === 'declared').map(({ id }) => id);
  const lost = declared(before).filter((id) => after?.nodes.has(id) !== true);
  const gained = declared(after).filter((id) => !before.nodes.has(id));
  const listed = (ids: readonly string[]): string => `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`;
  return [
    ...(lost.length === 0 ? [] : [{ label: `${counted(lost.length)} no longer applied`, description: `In ${label} Flux would no longer apply, and with prune on would delete: ${listed(lost)}.` }]),
    ...(gained.length === 0 ? [] : [{ label: `${counted(gained.length)} newly applied`, description: `In ${label} Flux would apply also: ${listed(gained)}.` }]),
  ];
}

function counted(count: number): string {
  return count === 1 ? 'One object is' : `${count} objects are`;
}
