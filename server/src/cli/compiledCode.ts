/**
 * Bundles with the compiled code that the build kept beside them: a command that lives half a second spends a tenth of it on compiling.
 * Newer versions of Node keep compiled code themselves (engineFlags.ts); this is for those that do not.
 */
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** Set by the build (client/scripts/build.mjs), which runs each command once: what a bundle has compiled by the end is kept beside it. */
const keep = process.env['FLIGHTDECK_KEEP_COMPILED_CODE'] === 'yes';
const before = '(function (exports, require, module, __filename, __dirname) { ';

/**
 * What a CommonJS bundle exports.
 * @param path Its absolute path. Compiled code is used where it belongs to this very file, and the engine takes it where it belongs to its version and flags.
 */
export function requireCompiled(path: string): unknown {
  const cachedData = keep ? undefined : compiledCodeOf(path);
  if (cachedData === undefined && !keep) return createRequire(path)(path) as unknown;
  const script = new Script(`${before}${readFileSync(path, 'utf8')}\n})`, { filename: path, columnOffset: -before.length, ...(cachedData === undefined ? {} : { cachedData }) });
  if (keep) process.once('exit', () => keepCompiledCode(path, script.createCachedData()));
  const bundle: { exports: unknown } = { exports: {} };
  const run: unknown = script.runInThisContext();
  if (typeof run === 'function') Reflect.apply(run, bundle.exports, [bundle.exports, createRequire(path), bundle, path, dirname(path)]);
  return bundle.exports;
}

/** The engine looks at the length of the source and at its own version and flags, not at the text: the time of the file says that it is the same. */
function compiledCodeOf(path: string): Buffer | undefined {
  const code = codePath(path);
  const kept = statSync(code, { throwIfNoEntry: false });
  return kept?.mtimeMs === statSync(path).mtimeMs ? readFileSync(code) : undefined;
}

function keepCompiledCode(path: string, code: Buffer): void {
  writeFileSync(codePath(path), code);
  // Whole milliseconds, which every file system and every copy keeps alike.
  const time = new Date(Math.trunc(statSync(path).mtimeMs));
  for (const file of [path, codePath(path)]) utimesSync(file, time, time);
}

function codePath(path: string): string {
  return `${path}.compiled`;
}
