// What comes after a push, seen by VS Code's real Git extension on the demo: nothing, following by itself, and one offer for commit and push in one go.
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemo, writeDemoWorkspace } from '../../client/scripts/start/demo.mjs';
import { wear, type Look } from './driver/appearance.ts';
import { openFile, replaceText, save } from './driver/editor.ts';
import { eventually } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, statusBar, toldNotifications, waitForNotification } from './driver/feedback.ts';
import { answerInput, pick, runCommand } from './driver/palette.ts';
import { openSession, type VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, focusView, setExpanded, waitForRow } from './driver/tree.ts';
import { setWorkspaceSettings } from './driver/workspaceSettings.ts';
import { git } from './workspaces/gitFolder.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const CLUSTER = 'Cluster';

describe('after a push', () => {
  let folder: string;
  let demo: Awaited<ReturnType<typeof startDemo>>;
  let session: VscodeSession;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-push-')));
    demo = await startDemo({ script: join(ROOT, 'dist', 'demo.js'), folder: join(folder, 'demo'), flags: ['--speed', '8'] });
    const settings = { 'flightdeck.afterPush': 'nothing', 'git.postCommitCommand': 'push', 'git.useEditorAsCommitInput': false };
    session = await openSession({ target: await writeDemoWorkspace(demo, folder, settings) });
    await wear(session, 'dark');
    await focusView(session.page, CLUSTER);
    await waitForRow(session.page, CLUSTER, 'apps', ({ icon }) => icon === 'pass-filled', { timeoutMs: 90_000 });
    await setExpanded(session.page, CLUSTER, 'apps', 'expanded');
    await waitForRow(session.page, CLUSTER, 'bookshop', ({ icon }) => icon === 'pass-filled', { timeoutMs: 60_000 });
  });

  afterAll(async () => {
    await session.close();
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  /** A change without a rollout, committed; answers the short hash. */
  async function commit(replicas: number): Promise<string> {
    const file = join(demo.application, 'deploy', 'storefront.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/# Change.*\n|^/, `# Change ${replicas}\n`));
    await git(demo.application, 'commit', '--quiet', '--all', '--message', `Change ${replicas}`);
    return (await git(demo.application, 'rev-parse', 'HEAD')).slice(0, 7);
  }
  /** A push that VS Code notices before it has read the setting is dealt with by the old one: the theme, written after it, tells that it was read. */
  async function setAfterPush(value: string, look: Look): Promise<void> {
    await setWorkspaceSettings(session.target, { 'flightdeck.afterPush': value });
    await wear(session, look);
  }
  const told = async (text: string) => (await toldNotifications(session.page)).filter((line) => line.includes(text));

  test('`nothing`: it is live, and nobody was asked', async () => {
    const head = await commit(1);
    await git(demo.application, 'push', '--quiet');
    await chooseInRowMenu(session.page, CLUSTER, 'bookshop', 'Reconcile with Source');
    await waitForRow(session.page, CLUSTER, 'bookshop', ({ description }) => description.includes(head), { timeoutMs: 60_000 });
    expect(await told(`Pushed ${head}`)).toEqual([]);
    expect(await told(`${head} on flightdeck-demo`)).toEqual([]);
  });

  test('`reconcile`: the commit is asked for and followed to its end, without a question', async () => {
    await setAfterPush('reconcile', 'light');
    const head = await commit(2);
    await git(demo.application, 'push', '--quiet');
    await waitForNotification(session.page, (message) => message.startsWith(`${head} is live on flightdeck-demo`), { timeoutMs: 90_000 });
    expect(await told(`Pushed ${head}`)).toEqual([]);
    await clearNotifications(session.page);
  });

  test('`offer`: commit and push in one go of VS Code (git.postCommitCommand) are offered once', async () => {
    await setAfterPush('offer', 'dark');
    await openFile(session.page, 'deploy/storefront.yaml');
    await replaceText(session.page, '# Change 2', '# Change 3');
    await save(session.page);
    // Until VS Code's Git has seen the change there is nothing for it to commit.
    await eventually('the change in the status bar', async () => (await statusBar(session.page)).some((text) => /\bmain\*/.test(text)));
    await runCommand(session.page, 'Git: Commit All');
    await pick(session.page, /bookshop/);
    await answerInput(session.page, 'In one go');
    const offer = await waitForNotification(session.page, (message) => message.startsWith('Pushed '), { timeoutMs: 60_000 });
    const head = (await git(demo.application, 'rev-parse', 'HEAD')).slice(0, 7);
    expect(offer).toBe(`Pushed ${head} to main: on flightdeck-demo it comes through GitRepository bookshop.`);
    expect(await git(demo.application, 'rev-parse', 'origin/main')).toBe(await git(demo.application, 'rev-parse', 'HEAD'));
    await clearNotifications(session.page);
    expect(await told('Pushed ')).toHaveLength(1);
  });

  test('`offer`: commit and push of a terminal, seen as one step, are offered once', async () => {
    const file = join(demo.application, 'deploy', 'storefront.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('# Change 3', '# Change 4'));
    await git(demo.application, 'commit', '--quiet', '--all', '--message', 'One step');
    await git(demo.application, 'push', '--quiet');
    const head = (await git(demo.application, 'rev-parse', 'HEAD')).slice(0, 7);
    await waitForNotification(session.page, (message) => message.startsWith(`Pushed ${head}`), { timeoutMs: 60_000 });
    expect(await told(`Pushed ${head}`)).toHaveLength(1);
  });
});
