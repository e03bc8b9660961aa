/** Options that several commands share, read with Node's own parser. */
import { statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fsPathOfUri, uriOfFsPath } from '../files/uris.ts';
import { describeArgumentFault } from '../protocol/argumentWords.ts';
import { defaultSettings } from '../protocol/settings.ts';
import { repositoryConfigOf } from '../workspace/repositoryConfig.ts';
import { Session } from '../workspace/session.ts';
import { CliError } from './cliError.ts';

/** Runs `parseArgs`; an unknown or malformed argument becomes an error for people. */
export function parsing<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new CliError(describeArgumentFault(error));
  }
}

/** One of several words, or an error that names them. */
export function oneOf<T extends string>(option: string, value: string, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new CliError(`${option} takes ${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}, not \`${value}\``);
  return found;
}

/** Folders as given, made absolute; the working directory when none is given. */
export function folders(cwd: string, given: readonly string[]): readonly string[] {
  return (given.length === 0 ? ['.'] : given).map((folder) => {
    const path = resolve(cwd, folder);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw new CliError(`\`${folder}\` is not a folder`);
    return path;
  });
}

/** Opens folders as repositories, with the mapped sources of `--source NS/NAME=DIR`. */
export async function openSession(cwd: string, roots: readonly string[], options: { readonly fluxVersion?: string | undefined; readonly sources?: readonly string[] | undefined }): Promise<Session> {
  const session = new Session();
  for (const root of roots) await session.openFolder(uriOfFsPath(root));
  // A source that the repository's own configuration names may lie in it or beside it, and nowhere else: a pipeline also checks what strangers propose.
  for (const { rootUri, tree } of session.snapshot.repositories) {
    for (const folder of Object.values(repositoryConfigOf(tree).sources)) {
      const path = resolve(fsPathOfUri(rootUri), folder);
      const isNear = !relative(dirname(fsPathOfUri(rootUri)), path).startsWith('..') && path !== dirname(fsPathOfUri(rootUri));
      const isFolder = isNear && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
      if (isFolder && session.snapshot.repositoryOf(uriOfFsPath(path)) === undefined) await session.openFolder(uriOfFsPath(path));
    }
  }
  const sources: Record<string, string> = {};
  for (const source of options.sources ?? []) {
    const [name, folder] = /^([^=]+\/[^=]+)=(.+)$/.exec(source)?.slice(1) ?? [];
    if (name === undefined || folder === undefined) throw new CliError(`--source takes NAMESPACE/NAME=DIR, not \`${source}\``);
    const [path = ''] = folders(cwd, [folder]);
    if (session.snapshot.repositoryOf(uriOfFsPath(path)) === undefined) await session.openFolder(uriOfFsPath(path));
    sources[name] = path;
  }
  const { fluxVersion = defaultSettings.fluxVersion } = options;
  if (!/^v?\d+\.\d+/.test(fluxVersion)) throw new CliError(`--flux-version takes a version such as 2.9, not \`${fluxVersion}\``);
  session.apply({ kind: 'settings', settings: { ...defaultSettings, fluxVersion, sources } });
  return session;
}

/** A function that prints a file's URI as a path from the working directory, with `/`. */
export function pathPrinter(cwd: string): (uri: string) => string {
  return (uri) => relative(cwd, fsPathOfUri(uri)).replaceAll('\\', '/');
}
