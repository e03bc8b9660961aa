// Which processes still run on behalf of a test: those that name its folder in their command line or their environment.
import { readdirSync, readFileSync } from 'node:fs';

/** The command lines of all processes (Linux) that speak of the folder; what has ended but was not waited for is not among them. */
export function processesSpeakingOf(folder: string): readonly string[] {
  const processIds = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return processIds.filter((id) => `${read(id, 'cmdline')}\0${read(id, 'environ')}`.includes(folder)).map((id) => `${id} ${read(id, 'cmdline').replaceAll('\0', ' ').trim()}`);
}

/** Empty where it has ended meanwhile, or belongs to somebody else. */
function read(processId: string, file: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${processId}/${file}`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(String(error.code))) return '';
    throw error;
  }
}
