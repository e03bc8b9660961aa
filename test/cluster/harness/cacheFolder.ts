// Where this suite keeps what is slow to make and may be thrown away: outside every checkout, so that a fresh clone starts warm.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of the suite's caches: `FLIGHTDECK_CACHE`, else the user's cache folder. It may not exist yet. */
export function clusterCacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const named = env['FLIGHTDECK_CACHE'] ?? '';
  if (named !== '') return join(named, 'cluster');
  const user = env['XDG_CACHE_HOME'] ?? '';
  return join(user === '' ? join(homedir(), '.cache') : user, 'flightdeck', 'cluster');
}
