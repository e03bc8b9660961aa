// Command "Follow This Commit": one commit's way through the connected cluster, to a notification and a report. Writes nothing.
import * as vscode from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { findGitRepository, openRepositories, type GitCommit, type GitRepository } from '../git/gitExtension.ts';
import { historyOf } from '../git/repositoryHistory.ts';
import { changedConfigsOver, followCommit, type JourneyEnd, type TimedItem } from '../journey/followCommit.ts';
import { failureWords, journeyEndWords, journeyReport, progressWords, triesAgainWords, type JourneySubject } from '../journey/journeyWords.ts';
import type { LiveDocuments } from '../liveDiff/liveDocuments.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { readCommitArgument } from './commandArguments.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { objectOfRef } from './fluxTargets.ts';
import { offerLine, openTheLine, type CauseFinder } from './offerLine.ts';
import { findSourcesOf } from './repositorySources.ts';

/** Commits to choose from. */
const offeredCommits = 20;

interface CommitItem extends vscode.QuickPickItem {
  readonly commit: GitCommit;
}

interface FollowTools extends FluxCommandTools {
  readonly causes: CauseFinder;
  readonly documents: LiveDocuments;
  /** Journeys that go on, as `context commit`. */
  readonly running: Set<string>;
}

/** Makes the command. Its argument may be `{ rootUri, commit }`. */
export function followCommitCommand(tools: FluxCommandTools & { readonly causes: CauseFinder }, documents: LiveDocuments): (argument: unknown) => Promise<void> {
  const running = new Set<string>();
  return async (argument) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const given = readCommitArgument(argument);
    const repository = given === undefined ? await pickRepository() : await findGitRepository(vscode.Uri.parse(given.rootUri));
    if (repository === undefined) {
      void vscode.window.showInformationMessage('No Git repository is open of which a commit could be followed.');
      return;
    }
    const commit = given === undefined ? await pickCommit(repository) : await commitOf(repository, given.commit);
    if (commit !== undefined) await follow({ ...tools, documents, running }, session, repository, commit);
  };
}

async function pickRepository(): Promise<GitRepository | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const here = active?.scheme === 'file' ? await findGitRepository(active) : undefined;
  const repositories = await openRepositories();
  if (here !== undefined || repositories.length < 2) return here ?? repositories[0];
  const items = repositories.map((repository) => ({ label: vscode.workspace.asRelativePath(repository.rootUri), description: repository.state.HEAD?.name ?? '', iconPath: new vscode.ThemeIcon('repo'), repository }));
  return (await vscode.window.showQuickPick(items, { title: 'Follow a commit of …' }))?.repository;
}

async function pickCommit(repository: GitRepository): Promise<GitCommit | undefined> {
  const commits = await repository.log({ maxEntries: offeredCommits });
  const unpushed = repository.state.HEAD?.ahead ?? 0;
  const items = commits.map((commit, index): CommitItem => ({ label: firstLine(commit.message), description: [commit.hash.slice(0, 7), commit.authorName ?? '', index < unpushed ? '$(cloud-upload) not pushed' : ''].filter((part) => part !== '').join(' · '), iconPath: new vscode.ThemeIcon('git-commit'), commit }));
  return (await vscode.window.showQuickPick(items, { title: 'Follow This Commit', placeHolder: 'Which one', matchOnDescription: true }))?.commit;
}

async function commitOf(repository: GitRepository, hash: string): Promise<GitCommit> {
  try {
    return await repository.getCommit(hash);
  } catch {
    // What Git does not know can be followed all the same, by its hash.
    return { hash, message: '' };
  }
}

async function follow(tools: FollowTools, session: ClusterSession, repository: GitRepository, commit: GitCommit): Promise<void> {
  const subject: JourneySubject = { commit: commit.hash, contextName: session.contextName, title: firstLine(commit.message), author: commit.authorName ?? '' };
  const key = `${session.contextName} ${commit.hash}`;
  if (tools.running.has(key)) {
    vscode.window.setStatusBarMessage(`${commit.hash.slice(0, 7)} is being followed already`, 5000);
    return;
  }
  const sources = await findSourcesOf(repository.rootUri.toString(), repository.state.HEAD?.upstream?.name ?? repository.state.HEAD?.name ?? '', session, tools.server);
  if (sources.length === 0) {
    void vscode.window.showInformationMessage(`No source on ${session.contextName} takes ${repository.state.HEAD?.name ?? 'this branch'} of ${vscode.workspace.asRelativePath(repository.rootUri)}.`);
    return;
  }
  if (await isUnpushed(repository, commit.hash)) {
    void vscode.window.showWarningMessage(`${commit.hash.slice(0, 7)} is not pushed: Flux cannot see it.`);
    return;
  }
  const startedAt = Date.now();
  const named = sources.map(({ kind, namespace = '', name }) => ({ kind, namespace, name }));
  for (let goesOn = true, waitsForMend = false; goesOn; waitsForMend = true) {
    tools.running.add(key);
    const end = await followWithProgress(tools, session, repository, subject, named, waitsForMend).finally(() => tools.running.delete(key));
    const sentence = `${journeyEndWords(end, subject)}.`;
    tools.log.info(`Follow This Commit: ${sentence}`);
    goesOn = await showEnd(end, sentence, journeyReport(end, subject, startedAt), subject, tools);
  }
}

async function isUnpushed(repository: GitRepository, hash: string): Promise<boolean> {
  const { HEAD } = repository.state;
  if (HEAD?.upstream === undefined || (HEAD.ahead ?? 0) === 0) return false;
  return ((await historyOf(repository).countCommits(`${HEAD.upstream.remote}/${HEAD.upstream.name}`, hash)) ?? 0) > 0;
}

function followWithProgress(tools: FollowTools, session: ClusterSession, repository: GitRepository, subject: JourneySubject, sources: readonly { readonly kind: string; readonly namespace: string; readonly name: string }[], waitsForMend: boolean): Promise<JourneyEnd> {
  const { commit, contextName } = subject;
  const title = `${commit.slice(0, 7)} on ${contextName}`;
  const history = historyOf(repository);
  return Promise.resolve(
    vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      const stopping = new AbortController();
      const subscription = token.onCancellationRequested(() => stopping.abort());
      const contains = async (holder: string) => {
        const missing = await history.countCommits(holder, commit);
        return missing === undefined ? undefined : missing === 0;
      };
      const end = await followCommit({
        session,
        clock: systemClock,
        commit,
        sources,
        contains,
        waitsForMend,
        signal: stopping.signal,
        changedConfigs: changedConfigsOver(session.connection),
        onProgress: (items) => progress.report({ message: progressWords(items) }),
        // What is waited for to be mended has been told before.
        onFailure: (item) => void (waitsForMend && item.triesAgain ? undefined : tellFailure(item, subject, tools)),
      });
      subscription.dispose();
      return end;
    }),
  );
}

/** A failure is told when it is known, while the rest is followed on. */
async function tellFailure(item: TimedItem, subject: JourneySubject, { causes }: FollowTools): Promise<void> {
  await offerLine(causes, objectOfRef(item.ref), () => vscode.window.showWarningMessage(`${failureWords([item], subject)}. The rest is followed on.`, openTheLine));
}

/** Answers whether to go on, since Flux goes on with what has failed. */
async function showEnd(end: JourneyEnd, sentence: string, report: string, { commit, contextName }: JourneySubject, { causes, documents }: FollowTools): Promise<boolean> {
  const showReport = 'Show Report';
  const keepFollowing = 'Keep Following';
  const failed = end.items.find(({ state }) => state === 'failed');
  const again = triesAgainWords(end);
  const failedChoices = [...(failed === undefined ? [] : [openTheLine]), ...(again === '' ? [] : [keepFollowing]), showReport];
  const show = () => (end.type === 'failed' ? vscode.window.showWarningMessage(`${sentence}${again}`, ...failedChoices) : vscode.window.showInformationMessage(sentence, ...(end.items.length === 0 ? [] : [showReport])));
  const choice = await (failed === undefined ? show() : offerLine(causes, objectOfRef(failed.ref), show));
  if (choice === showReport) await vscode.commands.executeCommand('markdown.showPreview', documents.put(`${contextName}/${commit.slice(0, 7)}.report.md`, report));
  return choice === keepFollowing;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
