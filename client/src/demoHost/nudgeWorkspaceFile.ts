// Rewrites a workspace file, unchanged, a few times while the browser build of VS Code opens it.
// VS Code in a browser opens a workspace file that it has not seen before from an empty cache and reads it a moment later; when that reading is quicker than the
// window, its result is lost and the window has no folders (seen in 1 of 4 and 2 of 7 openings with 1.139; the cause is a reading of what was seen, not proven). It looks again when the file is written.
import { spawn } from 'node:child_process';

/** When the file is written again. The window that asked is gone by then, so a process of its own does it. Milliseconds. */
const nudgesMs: readonly number[] = [4000, 7000, 11_000, 16_000, 24_000];

/** Starts the writing; it ends by itself after half a minute. */
export function nudgeWorkspaceFile(file: string): void {
  const script = `const fs = require('node:fs');
for (const ms of ${JSON.stringify(nudgesMs)}) setTimeout(() => { try { fs.writeFileSync(process.argv[1], fs.readFileSync(process.argv[1])); } catch { process.exit(); } }, ms);`;
  const child = spawn(process.execPath, ['-e', script, file], { detached: true, stdio: 'ignore', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  child.on('error', () => undefined);
  child.unref();
}
