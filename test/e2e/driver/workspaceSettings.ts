// Workspace settings, written to where VS Code reads them: changes there are always seen, those of user settings not.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
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

function write(file: string, value: unknown): Promise<void> {
  return writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
