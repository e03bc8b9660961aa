// Writes files below a folder.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Contents by path; undefined deletes. */
export type FileChanges = Readonly<Record<string, string | undefined>>;

/** Makes the changes; folders are made as they are needed. */
export function writeFiles(folder: string, files: FileChanges): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    if (content === undefined) rmSync(file, { recursive: true });
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
}
