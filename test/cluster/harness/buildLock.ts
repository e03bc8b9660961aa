// Keeps two runs on one machine from building the same programs at once; a lock whose owner has died is taken over.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Runs the work while this process alone holds the lock file; tells once when it has to wait for another process. Aborted while it waits, it throws the signal's reason. */
export async function withLock<T>(file: string, onWait: (owner: number) => void, work: () => Promise<T>, aborted?: AbortSignal): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  for (let owner = takeLock(file); owner !== undefined; owner = takeLock(file)) {
    if (!told) onWait(owner);
    told = true;
    aborted?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Takes the lock, or answers the process that holds it. The file appears with its content at once, so that nobody reads half of it. */
function takeLock(file: string): number | undefined {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return undefined;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const owner = readOwner(file);
    if (owner !== undefined && isAlive(owner)) return owner;
    rmSync(file, { force: true });
    return takeLock(file);
  } finally {
    rmSync(own, { force: true });
  }
}

function readOwner(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
