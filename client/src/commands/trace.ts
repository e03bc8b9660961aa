// Command "Trace": from a live object to what applied it, the source, and the commit in Git with author and message. Each step leads there.
import * as vscode from 'vscode';
import { commitOfRevision, shortenRevisions, shortRevision } from '../../../server/src/flux/revision.ts';
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import { objectPlacesRequest } from '../../../server/src/protocol/requests.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { describeRef } from '../cluster/servedKind.ts';
import { readReadiness } from '../flux/readiness.ts';
import { targetRef } from '../flux/reconcilePlan.ts';
import { traceObject } from '../flux/trace.ts';
import { changesOfCommit, findGitRepository, openRepositories, type GitCommit, type GitRepository } from '../git/gitExtension.ts';
import { ageWords } from '../views/ageWords.ts';
import { clientCommandIds } from '../clientCommandIds.ts';
import { chooseTarget } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { objectOfRef } from './fluxTargets.ts';
import { findSourcesOf } from './repositorySources.ts';

interface TraceItem extends vscode.QuickPickItem {
  readonly go?: () => Thenable<unknown>;
}

/** Makes the command. */
export function traceCommand(tools: FluxCommandTools): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const object = await chooseTarget(argument, 'any', 'Trace', session, tools.server);
    if (object === undefined) return;
    const items = await traceItems(object, session, tools);
    const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
    const choice = await vscode.window.showQuickPick(items, { title: `Where ${object.kind} ${name} on ${session.contextName} comes from`, placeHolder: 'Go to …', matchOnDescription: true, matchOnDetail: true });
    await choice?.go?.();
  };
}

async function traceItems(object: ObjectId, session: ClusterSession, tools: FluxCommandTools): Promise<readonly TraceItem[]> {
  const { owners, source, revision } = traceObject({ kind: object.kind, namespace: object.namespace ?? '', name: object.name }, session);
  const toYaml = (id: ObjectId) => () => vscode.commands.executeCommand(clientCommandIds.openInRepository, id);
  const itself: TraceItem = { label: `$(symbol-object) ${object.kind} ${object.name}`, description: object.namespace ?? '', detail: owners.length === 0 && source === undefined ? 'no Kustomization and no HelmRelease holds it: Flux did not apply it, or not from here' : '', go: toYaml(object) };
  const held = owners.map((owner): TraceItem => {
    const ref = targetRef(owner);
    const at = 'path' in owner ? shortRevision(owner.lastAppliedRevision) : owner.chartVersion;
    return { label: `$(layers) ${ref.kind} ${ref.name}`, description: [ref.namespace, at].filter((part) => part !== '').join(' · '), detail: troubleOf(owner), go: toYaml(objectOfRef(ref)) };
  });
  if (source === undefined) return [itself, ...held];
  const fetched = ageWords(source.fetchedAt, session.clusterTime(Date.now()));
  const from: TraceItem = { label: `$(repo) ${describeRef(targetRef(source))}`, description: [shortRevision(revision), fetched === '' ? '' : `fetched ${fetched}`].filter((part) => part !== '').join(' · '), detail: source.url, go: toYaml(objectOfRef(targetRef(source))) };
  return [itself, ...held, from, ...(await commitItems(object, commitOfRevision(revision), objectOfRef(targetRef(source)), session, tools))];
}

/** The controller's words, where there is more to say than that it is ready. */
function troubleOf(owner: Parameters<typeof readReadiness>[0]): string {
  const { state, sentence } = readReadiness(owner);
  return state === 'ready' ? '' : shortenRevisions(sentence);
}

/** The commit that is applied, and the last one that changed the object's file up to it. */
async function commitItems(object: ObjectId, applied: string, source: ObjectId, session: ClusterSession, tools: FluxCommandTools): Promise<readonly TraceItem[]> {
  if (applied === '') return [];
  const repository = await repositoryOf(source, session, tools);
  if (repository === undefined) return [{ label: `$(git-commit) ${applied.slice(0, 7)}`, detail: 'its repository is not open here' }];
  const commit = await commitAt(repository, applied);
  if (commit === undefined) return [{ label: `$(git-commit) ${applied.slice(0, 7)}`, detail: 'this clone does not have the commit: fetch' }];
  const changed = await lastChange(object, applied, tools);
  return [commitItem('applied', repository, commit), ...(changed === undefined || changed.commit.hash === commit.hash ? [] : [commitItem('last change of its file', changed.repository, changed.commit)])];
}

async function repositoryOf(source: ObjectId, session: ClusterSession, tools: FluxCommandTools): Promise<GitRepository | undefined> {
  for (const repository of await openRepositories()) {
    const sources = await findSourcesOf(repository.rootUri.toString(), '', session, tools.server);
    if (sources.some(({ kind, namespace, name }) => kind === source.kind && namespace === source.namespace && name === source.name)) return repository;
  }
  return undefined;
}

async function lastChange(object: ObjectId, applied: string, { server }: FluxCommandTools): Promise<{ readonly repository: GitRepository; readonly commit: GitCommit } | undefined> {
  const [place] = (await server.request(objectPlacesRequest, { object })) ?? [];
  if (place === undefined) return undefined;
  const uri = vscode.Uri.parse(place.uri);
  const repository = await findGitRepository(uri);
  if (repository === undefined) return undefined;
  try {
    const [commit] = await repository.log({ maxEntries: 1, range: applied, path: uri.fsPath });
    return commit === undefined ? undefined : { repository, commit };
  } catch {
    // The file is in another repository than the commit that is applied.
    const [commit] = await repository.log({ maxEntries: 1, path: uri.fsPath });
    return commit === undefined ? undefined : { repository, commit };
  }
}

async function commitAt(repository: GitRepository, hash: string): Promise<GitCommit | undefined> {
  try {
    return await repository.getCommit(hash);
  } catch {
    return undefined;
  }
}

function commitItem(what: string, repository: GitRepository, { hash, message, authorName, authorDate }: GitCommit): TraceItem {
  const age = authorDate === undefined ? '' : ageWords(authorDate.toISOString(), Date.now());
  const title = message.split('\n', 1)[0] ?? '';
  return {
    label: `$(git-commit) ${title}`,
    description: [hash.slice(0, 7), authorName ?? '', age].filter((part) => part !== '').join(' · '),
    detail: what,
    go: async () => vscode.commands.executeCommand('vscode.changes', `${hash.slice(0, 7)} ${title}`, await changesOfCommit(repository, hash)),
  };
}
