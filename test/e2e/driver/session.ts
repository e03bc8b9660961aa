// One real VS Code: a code-server in folders of its own, with the packaged extension, and a headless Chromium on it.
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { makeProfile, startCodeServer, workbenchUrl } from '../../../client/scripts/start/codeServer.mjs';
import type { RunningCodeServer } from '../../../client/scripts/start/codeServer.mjs';
import { eventually } from './eventually.ts';
import { recordNotifications } from './feedback.ts';

/** What a session is to open. */
export interface SessionOptions {
  /** Absolute path of a folder or of a `.code-workspace` file. */
  readonly target: string;
  /** User settings beside the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables for the server and so for the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
  /** `ask` keeps workspace trust on, as a user has it. */
  readonly trust?: 'given' | 'ask';
  /** Size of the window in CSS pixels. */
  readonly window?: { readonly width: number; readonly height: number };
}

/** A running VS Code that tests drive. */
export interface VscodeSession {
  readonly page: Page;
  /** The folder or workspace file that is open. */
  readonly target: string;
  /** A folder of this session alone; it is removed at the end. */
  readonly folder: string;
  /** Milliseconds from opening the address until the workbench stood. */
  readonly readyMs: number;
  /** What the page said on its console, newest last. */
  readonly consoleLines: readonly string[];
  /** What the server wrote. */
  serverOutput(): string;
  /** Ends browser and server and removes the folder. */
  close(): Promise<void>;
}

const TEST_SETTINGS = {
  'workbench.reduceMotion': 'on',
  'editor.hover.delay': 100,
  'window.confirmBeforeClose': 'never',
  'workbench.editor.enablePreview': false,
  'files.simpleDialog.enable': true,
  'editor.minimap.enabled': false,
  'git.autofetch': false,
};

/** Starts VS Code on a folder or workspace file and waits until its workbench stands. */
export async function openSession(options: SessionOptions): Promise<VscodeSession> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-e2e-')));
  const endings: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 3 })];
  const close = async (): Promise<void> => {
    for (let end = endings.pop(); end !== undefined; end = endings.pop()) await end();
  };
  try {
    const server = await startServer(folder, options);
    endings.push(server.stop);
    const browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    endings.push(() => browser.close());
    const consoleLines: string[] = [];
    const page = await openPage(browser, options, consoleLines);
    const started = Date.now();
    await page.goto(workbenchUrl(server.port, options.target), { waitUntil: 'domcontentloaded', timeout: 60_000 });
    await waitForWorkbench(page);
    await recordNotifications(page);
    return { page, target: options.target, folder, readyMs: Date.now() - started, consoleLines, serverOutput: server.output, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startServer(folder: string, options: SessionOptions): Promise<RunningCodeServer> {
  const home = join(folder, 'home');
  const temporary = join(folder, 'tmp');
  await mkdir(home);
  await mkdir(temporary);
  await writeFile(join(home, '.gitconfig'), '[user]\n\tname = Flightdeck Test\n\temail = test@example.invalid\n[init]\n\tdefaultBranch = main\n');
  const profile = { ...(await makeProfile(join(folder, 'vscode'), { ...TEST_SETTINGS, ...options.settings })), extensions: inject('extensions') };
  const environment = {
    HOME: home,
    TMPDIR: temporary,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_RUNTIME_DIR: temporary,
    // The kubeconfig of whoever runs the tests must never be read.
    KUBECONFIG: join(home, 'no-kubeconfig'),
    ...options.environment,
  };
  const flags = options.trust === 'ask' ? [] : ['--disable-workspace-trust'];
  return startCodeServer(inject('codeServer'), profile, { flags, environment });
}

async function openPage(browser: Browser, options: SessionOptions, consoleLines: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: options.window ?? { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => consoleLines.push(`page error: ${error.message}`));
  return page;
}

async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  await page.locator('.activitybar .action-item').first().waitFor({ timeout: 60_000 });
  await eventually('the status bar', async () => (await page.locator('.part.statusbar .statusbar-item').count()) > 0, { timeoutMs: 60_000 });
}
