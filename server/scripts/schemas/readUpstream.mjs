/** Reads files of upstream releases: from Git clones where a folder of them is given, otherwise from Go modules. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Text of a file of the newest release of a minor: `{ text, version }`, or `undefined` where that release or file cannot be had. */
export function readUpstream({ repository, module }, minor, path, clones) {
  return fromClone(repository, minor, path, clones) ?? fromModule(module, minor, path);
}

/** A clone is `<clones>/<owner>+<name>/repo` or `<clones>/<name>`. */
function fromClone(repository, minor, path, clones) {
  if (clones === undefined) return undefined;
  const git = [join(clones, repository.replace('/', '+'), 'repo'), join(clones, repository.split('/')[1])].find((folder) => existsSync(folder));
  if (git === undefined) return undefined;
  const tags = run('git', ['-C', git, 'tag', '--list', `v${minor}.*`])?.split('\n').filter((tag) => /^v\d+\.\d+\.\d+$/.test(tag)) ?? [];
  const version = tags.sort((a, b) => Number(a.split('.')[2]) - Number(b.split('.')[2])).at(-1);
  const text = version === undefined ? undefined : run('git', ['-C', git, 'show', `${version}:${path}`]);
  return text === undefined ? undefined : { text, version };
}

function fromModule(module, minor, path) {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-schemas-'));
  try {
    writeFileSync(join(folder, 'go.mod'), 'module schemas\n');
    const answer = run('go', ['mod', 'download', '-json', `${module}@v${minor}`], { cwd: folder, env: { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' } });
    const { Dir: directory, Version: version } = JSON.parse(answer ?? '{}');
    const file = directory === undefined ? undefined : join(directory, path);
    return file === undefined || !existsSync(file) ? undefined : { text: readFileSync(file, 'utf8'), version };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, args, options = {}) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  } catch (error) {
    if (process.env.DEBUG !== undefined) console.error(`${command} ${args.join(' ')}: ${error.stderr ?? error.message}`);
    return undefined;
  }
}
