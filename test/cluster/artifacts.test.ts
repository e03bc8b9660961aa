// Which files of a repository a GitRepository delivers: what real source-controller put into its artifacts against what our graph says is in them.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { DirectoryTree } from '../../server/src/files/directoryTree.ts';
import type { SourceTree } from '../../server/src/files/sourceTree.ts';
import { bootstrap, memoryWorkspace } from '../harness/memoryWorkspace.ts';
import { Random } from '../oracle/random.ts';
import { textAt, type Json } from './harness/apiClient.ts';
import { gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();

const folders = ['', 'apps/', 'apps/web/', 'apps/web-2/', 'apps/.hidden/', 'infra/', 'infra/base/deep/er/', 'docs/', '.github/workflows/', '.circleci/', 'sp ace/', 'ü/', 'x[1]/'];
const names = ['a.yaml', 'b.yml', 'kustomization.yaml', 'README.md', 'photo.jpg', 'chart.tar.gz', '.sops.yaml', '.flux.yaml', '.travis.yml', 'cloudbuild.yaml', '.gitattributes', 'deep', 'v1.0.yaml', 'é.yaml', 'a b.yaml', '#a.yaml', '!b.yaml'];
const patterns = [
  '*.yaml', '*.yml', '*.md', '/*', '*', '**', '/apps', 'apps/', '/apps/', 'web', 'web/', '!web', '!/apps/web', '!/apps/web/', '!/apps/web/a.yaml', '!a.yaml', '!*.yaml', '**/web', '/**/a.yaml', 'apps/**', 'apps/**/a.yaml', 'apps/*/a.yaml', 'apps/web/**/a.yaml', '!apps/**',
  'infra/base', '/infra/base/deep', '!deep', 'deep', 'deep/', 'er/', '/a.yaml', './a.yaml', 'a.yaml/', '?.yaml', '[ab].y*', '[^a].yaml', 'a\\.yaml', '\\#a.yaml', '#a.yaml', '\\!b.yaml', '!!b.yaml', 'a b.yaml', 'a.yaml  ', ' a.yaml', 'web*', 'w?b', '.h*', '.*', '.github', '!.github/', '*.jpg', '!*.jpg', 'é.yaml', 'ü', 'sp*', 'sp ace/', 'x[1]', 'x\\[1\\]', '**/deep/**', '**/*.md', 'a**', '// ', '/', '!', '', '# words',
];

interface Sample {
  readonly files: Readonly<Record<string, string>>;
  readonly specs: readonly Json[];
}

/** A repository with ignore files, and what several GitRepositories over it say. The first one includes the second. */
function sample(seed: number): Sample {
  const random = new Random(seed);
  const files: Record<string, string> = {};
  for (const folder of folders) for (const name of random.some(names, 35)) files[folder + name] = `${seed}\n`;
  files['apps/web/a.yaml'] = files['a.yaml'] = files['infra/base/deep/er/a.yaml'] = 'kept: true\n';
  // No repository can hold a file and a folder of one name.
  for (const path of Object.keys(files)) if (Object.keys(files).some((other) => other.startsWith(`${path}/`))) files[path] = '';
  const rules = () => `${random.some(patterns, 5).concat(random.pick(patterns)).join('\n')}\n`;
  if (random.chance(60)) for (const folder of random.some(folders.slice(0, 8), 25)) files[`${folder}.sourceignore`] = rules();
  const spec = (): Json => ({
    ...(random.chance(60) ? { ignore: rules() } : {}),
    ...(random.chance(30) ? { sparseCheckout: random.pick([['apps'], ['./apps/web'], ['apps', 'docs'], ['infra/base', 'apps/web']]) } : {}),
  });
  const include = random.pick([{ toPath: 'lib' }, {}, { fromPath: 'apps', toPath: 'apps/web' }, { fromPath: 'infra/base', toPath: '.' }, { toPath: 'docs/lib', fromPath: './apps/' }]);
  return { files: Object.fromEntries(Object.entries(files).filter(([, text]) => text !== '')), specs: [{ ...spec(), include: [{ repository: { name: 'source-1' }, ...include }] }, spec(), spec(), spec()] };
}

/** Every file of a tree, in order. */
function filesOf(tree: SourceTree, folder = ''): readonly string[] {
  return (tree.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'directory' ? filesOf(tree, `${folder}${folder === '' ? '' : '/'}${name}`) : [`${folder}${folder === '' ? '' : '/'}${name}`])).toSorted();
}

/** What our graph says of each source, from files alone. */
function saidByGraph(files: Sample['files'], objects: readonly Json[]): ReadonlyMap<string, readonly string[]> {
  const url = textAt(objects[0], 'spec', 'url');
  const users = objects.map((object) => kustomizationObject(textAt(object, 'metadata', 'namespace'), `of-${textAt(object, 'metadata', 'name')}`, { path: './', source: textAt(object, 'metadata', 'name') }));
  const fleet = `${bootstrap('clusters/a')}//- clusters/a/flux.yaml\n${[...objects, ...users].map((object) => stringify(object)).join('---\n')}`;
  const { session } = memoryWorkspace(fleet, { repo: { remotes: ['https://git.example/fleet'] } });
  session.openTree({ rootUri: 'file:///w/app', name: 'app', tree: DirectoryTree.ofTexts('file:///w/app', files), remotes: [url], branch: 'main' });
  const deliveries = session.snapshot.graph.clusters.flatMap(({ deliveries: all }) => [...all.values()]);
  return new Map(deliveries.flatMap(({ node, source }) => (source.state === 'local' && node.object.name.startsWith('of-') ? [[node.object.name.slice('of-'.length), filesOf(source.artifact.tree)] as const] : [])));
}

/** What the controller put into the artifact of a GitRepository. */
async function delivered(namespace: string, name: string): Promise<readonly string[]> {
  const path = `/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/${name}`;
  const url = await waitUntil(`${name} has an artifact`, async () => textAt(await api.get(path), 'status', 'artifact', 'url') || undefined);
  const answer = await fetch(url);
  const archive = Buffer.from(await answer.arrayBuffer());
  const listed = execFileSync('tar', ['-tvz', '--quoting-style=literal', '--numeric-owner'], { input: archive, encoding: 'utf8' });
  // `-rw-r--r-- 0/0  12 2026-01-01 00:00 apps/web/a.yaml`; folders have a `d` in front.
  return listed.split('\n').flatMap((line) => /^-\S+ +\S+ +\d+ \S+ \S+ (?:\.\/)?(.*)$/.exec(line)?.[1] ?? []).toSorted();
}

describe.concurrent('the files of an artifact', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('are those that source-controller delivers, with random ignore rules, sparse checkouts and includes (seed %i)', async (seed) => {
    const namespace = await createNamespace(api, 'artifact');
    const { files, specs } = sample(seed);
    const repository = await GitRepository.create(info, namespace, files);
    const objects = specs.map((spec, index) => {
      const object = gitRepositoryObject(namespace, `source-${index}`, repository.url);
      return { ...object, spec: { ...(object['spec'] as Json), ...spec } };
    });
    for (const object of objects) await api.apply(object);
    const said = saidByGraph(files, objects);
    for (const [index, spec] of specs.entries()) expect(said.get(`source-${index}`), `${JSON.stringify(spec)}\n${Object.entries(files).filter(([path]) => path.endsWith('.sourceignore')).map(([path, text]) => `${path}:\n${text}`).join('')}`).toEqual(await delivered(namespace, `source-${index}`));
  });
});
