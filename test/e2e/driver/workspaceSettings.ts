// Workspace settings, written to where VS Code reads them: changes there are seen, those of user settings not.
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Sets workspace settings of an opened folder or `.code-workspace` file; `undefined` removes one. */
export async function setWorkspaceSettings(target: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  if (target.endsWith('.code-workspace')) {
    const workspace = await readObject(target);
    await write(target, { ...workspace, settings: { ...asObject(workspace['settings']), ...values } });
    return;
  }
  const file = join(target, '.vscode', 'settings.json');
  await mkdir(dirname(file), { recursive: true });
  await write(file, { ...(await readObject(file)), ...values });
}

async function readObject(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const parsed: unknown = JSON.parse(text);
  return asObject(parsed);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

async function write(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
  for (const after of touchedAfterMs) setTimeout(() => void touch(file), after).unref();
}

/** A change that comes while the editor still reads the one before is sometimes not seen: these many milliseconds later it is told of the file again. */
const touchedAfterMs = [1000, 4000];

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch((error: unknown) => {
    // The test is over, and its folder gone.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
}
