// The templates of Flagger's event messages, out of the very source that the suite's Flagger was built from.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterCacheFolder } from './cacheFolder.ts';

/** A template as it stands in the source: `Advance %s.%s canary weight %v`. */
export interface MessageTemplate {
  readonly text: string;
  /** Fits the messages that are made of it. */
  readonly pattern: RegExp;
}

/** All of them, each once. Errors of other packages that Flagger passes on as they are (`%v`) have none. */
export function readMessageTemplates(env: Readonly<Record<string, string | undefined>>): readonly MessageTemplate[] {
  const module = readFileSync(new URL('../binaries/flagger/go.mod', import.meta.url), 'utf8');
  const version = /github\.com\/fluxcd\/flagger (v\S+)/.exec(module)?.[1] ?? '';
  const folder = join(clusterCacheFolder(env), 'go', 'mod', 'github.com', 'fluxcd', `flagger@${version}`, 'pkg', 'controller');
  const sources = readdirSync(folder).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go')).map((name) => readFileSync(join(folder, name), 'utf8'));
  const texts = sources.flatMap((source) => [...source.matchAll(/recordEvent(?:Info|Warning|Error)f\(\s*\w+,\s*"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? ''));
  return [...new Set(texts)].filter((text) => text !== '%v').map((text) => ({ text, pattern: patternOf(text) }));
}

/** Verbs of Go's fmt stand for one word, and for anything at the end, where errors stand. */
function patternOf(template: string): RegExp {
  const parts = template.split(/(%%|%[-+.\d]*[a-z])/);
  const source = parts.map((part) => (part === '%%' ? '%' : /^%[-+.\d]*[a-z]$/.test(part) ? '\\S+?' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  // Hooks that fail without an error leave the last verb empty.
  return new RegExp(`^${source.join('').replace(/\\S\+\?$/, '.*')}$`, 's');
}
