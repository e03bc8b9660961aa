// Prepares what every end-to-end suite shares: the packaged extension, an installed code-server, and a browser.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildBundles, packExtension } from '../../client/scripts/package.mjs';
import { findChromium } from '../../client/scripts/start/chromium.mjs';
import { installExtension, makeProfile } from '../../client/scripts/start/codeServer.mjs';
import { installCodeServer } from '../../client/scripts/start/codeServerInstall.mjs';
import type { CodeServer } from '../../client/scripts/start/codeServerInstall.mjs';

declare module 'vitest' {
  /** What `inject` hands to the suites. */
  interface ProvidedContext {
    /** The installed code-server. */
    codeServer: CodeServer;
    /** Absolute path of the browser. */
    chromium: string;
    /** The packaged extension. */
    vsix: string;
    /** Its size in bytes. */
    vsixBytes: number;
    /** A folder that holds the extension, installed. */
    extensions: string;
    /** What VS Code said when it installed the extension. */
    installOutput: string;
  }
}

/** Builds, packs and installs; returns what removes the temporary folder again. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = findChromium(process.env);
  if (chromium === undefined) throw new Error('No Chromium found: install one (`apt-get install chromium`), or name it in FLIGHTDECK_CHROMIUM.');
  const codeServer = await installCodeServer({ progress: (line) => process.stderr.write(`${line}\n`) });
  const folder = await mkdtemp(join(tmpdir(), 'fd-e2e-shared-'));
  const vsix = join(folder, 'flightdeck.vsix');
  await buildBundles({ minify: true });
  const vsixBytes = await packExtension(vsix);
  const profile = await makeProfile(join(folder, 'vscode'));
  const installOutput = await installExtension(codeServer, profile, vsix, { HOME: folder });
  project.provide('codeServer', codeServer);
  project.provide('chromium', chromium);
  project.provide('vsix', vsix);
  project.provide('vsixBytes', vsixBytes);
  project.provide('extensions', profile.extensions);
  project.provide('installOutput', installOutput);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
