// Rendered texts as pure functions: what can be shown, where a source line ends up, folding, and how two texts differ.
import { describe, expect, test } from 'vitest';
import { compareRendered } from '../../../server/src/features/renderedComparison.ts';
import { findFolding } from '../../../server/src/features/renderedFolding.ts';
import { findRenderedPlace } from '../../../server/src/features/renderedPlace.ts';
import { findAllRenderedTargets, findRenderedTargets } from '../../../server/src/features/renderedTargets.ts';
import { render, type Rendered } from '../../../server/src/features/rendered.ts';
import { PrintMemory } from '../../../server/src/features/printMemory.ts';
import { renderedUri, parseRenderedUri, type RenderedTarget } from '../../../server/src/protocol/rendered.ts';
import { rangeOfSpan } from '../../../server/src/text/textFile.ts';
import type { Snapshot } from '../../../server/src/workspace/session.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const apps: RenderedTarget = { kind: 'fluxKustomization', entryUri: 'file:///w/repo/clusters/dev', namespace: 'flux-system', name: 'apps' };

const shop = `${bootstrap('clusters/dev')}//- clusters/dev/apps.yaml
${fluxKustomization('apps', './apps', '  postBuild:\n    substitute:\n      WHO: world\n')}//- apps/kustomization.yaml
namespace: shop
resources:
  - all.yaml
images:
  - name: web
    newTag: "2.0"
patches:
  - path: patches/more.yaml
//- apps/patches/more.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
//- apps/all.yaml
# the shop
apiVersion: v1
kind: ConfigMap
metadata:
  name: words
data:
  text: |
    hello
    \${WHO}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: web
          image: web:1.0
---
apiVersion: v1
kind: Secret
metadata:
  name: login
stringData:
  password: hunter2
`;

function shown(snapshot: Snapshot, target = apps): Rendered {
  return render(snapshot, target, renderedUri(target));
}

/** The rendered line that the place of a text in a file leads to. */
function lineFor(path: string, text: string): string | undefined {
  const { snapshot } = memoryWorkspace(shop);
  const file = snapshot.file(`file:///w/repo/${path}`);
  if (file === undefined) throw new Error(`no file ${path}`);
  const offset = file.text.indexOf(text);
  if (offset < 0) throw new Error(`no ${text} in ${path}`);
  const rendered = shown(snapshot);
  const span = findRenderedPlace(rendered, file, offset);
  return span === undefined ? undefined : rendered.file.text.split('\n')[rangeOfSpan(span).start.line];
}

describe('from a source line to the rendered one', () => {
  test('a value leads to its field, as it has become', () => {
    expect(lineFor('apps/all.yaml', 'web:1.0')?.trim()).toBe('image: web:2.0');
    expect(lineFor('apps/all.yaml', '1\n  template')?.trim()).toBe('replicas: 3');
  });
  test('a key and the white space before it lead to the field of the line', () => {
    expect(lineFor('apps/all.yaml', 'replicas')?.trim()).toBe('replicas: 3');
    expect(lineFor('apps/all.yaml', '          image')?.trim()).toBe('image: web:2.0');
  });
  test('any line of a block text leads to the text', () => {
    expect(lineFor('apps/all.yaml', '${WHO}')?.trim()).toMatch(/^text: \|/);
  });
  test('the head of an object leads to the object', () => {
    expect(lineFor('apps/all.yaml', 'kind: Deployment')).toBe('kind: Deployment');
  });
  test('an images entry, a patch and a variable lead to the first value that they changed', () => {
    expect(lineFor('apps/kustomization.yaml', '2.0')?.trim()).toBe('image: web:2.0');
    expect(lineFor('apps/patches/more.yaml', '3')?.trim()).toBe('replicas: 3');
    expect(lineFor('clusters/dev/apps.yaml', 'world')?.trim()).toMatch(/^text: \|/);
  });
  test('a hidden value leads to its key', () => {
    expect(lineFor('apps/all.yaml', 'hunter2')?.trim()).toBe('password: •••');
  });
  test('what the document does not get leads nowhere', () => {
    expect(lineFor('clusters/dev/flux-system/gotk-sync.yaml', 'branch: main')).toBeUndefined();
  });
});

describe('targets', () => {
  const { snapshot } = memoryWorkspace(shop);
  const targetsAt = (path: string, text?: string): readonly string[] => {
    const file = snapshot.file(`file:///w/repo/${path}`);
    if (file === undefined) throw new Error(`no file ${path}`);
    return findRenderedTargets(snapshot, file, text === undefined ? undefined : file.text.indexOf(text)).map(({ label, description }) => `${label}: ${description}`);
  };
  test('of a manifest are those that apply it', () => {
    expect(targetsAt('apps/all.yaml', 'kind: Deployment')).toEqual(['apps: Kustomization in clusters/dev']);
  });
  test('of a Flux Kustomization are itself and what applies it', () => {
    expect(targetsAt('clusters/dev/apps.yaml', 'interval')).toEqual(['apps: Kustomization in clusters/dev', 'flux-system: Kustomization in clusters/dev']);
  });
  test('can be asked for one of the two alone', () => {
    const file = snapshot.file('file:///w/repo/clusters/dev/apps.yaml');
    if (file === undefined) throw new Error('no file');
    const labels = (which: 'standing' | 'applying') => findRenderedTargets(snapshot, file, 10, which).map(({ label }) => label);
    expect(labels('standing')).toEqual(['apps']);
    expect(labels('applying')).toEqual(['flux-system']);
  });
  test('of a kustomize file are those that build it, and its folder; of a patch those that use it', () => {
    expect(targetsAt('apps/kustomization.yaml')).toEqual(['apps: Kustomization in clusters/dev', 'apps: kustomize folder apps']);
    expect(targetsAt('apps/patches/more.yaml')).toEqual(['apps: Kustomization in clusters/dev']);
  });
  test('of a file that Flux does not get is its kustomize folder', () => {
    const other = memoryWorkspace('//- lab/kustomization.yaml\nresources: [a.yaml]\n//- lab/more/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n').snapshot;
    const file = other.file('file:///w/repo/lab/more/a.yaml');
    if (file === undefined) throw new Error('no file');
    expect(findRenderedTargets(other, file, 0).map(({ target }) => target)).toEqual([{ kind: 'folder', uri: 'file:///w/repo/lab' }]);
  });
  test('of the workspace are all Flux Kustomizations', () => {
    expect(findAllRenderedTargets(snapshot).map(({ label }) => label)).toEqual(['apps', 'flux-system']);
  });
});

describe('URIs of rendered documents', () => {
  test('are read back, and a branch with a slash does not split the name', () => {
    const target: RenderedTarget = { ...apps, revision: 'origin/main' };
    const uri = renderedUri(target);
    expect(parseRenderedUri(uri)).toEqual(target);
    expect(decodeURIComponent(uri.slice(0, uri.indexOf('?')))).toBe('flightdeck-rendered:/clusters/dev/apps (dev)@origin-main.rendered.yaml');
    expect(renderedUri({ kind: 'folder', uri: 'file:///w/my%20repo' })).toMatch(/^flightdeck-rendered:\/w\/my%20repo%20\(w\)\.rendered\.yaml\?/);
  });
});

describe('what was printed before', () => {
  test('is printed the same again, and what changed is not', () => {
    const memory = new PrintMemory();
    const texts = ['1', '1', '4'].map((replicas) => {
      memory.begin();
      return render(memoryWorkspace(shop.replace('replicas: 3', `replicas: ${replicas}`)).snapshot, apps, renderedUri(apps), memory.print).file.text;
    });
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).toBe(texts[0]?.replace('replicas: 1', 'replicas: 4'));
  });
  test('large integers are told apart', () => {
    const memory = new PrintMemory();
    memory.begin();
    memory.print({ a: 9007199254740993n });
    memory.begin();
    expect(memory.print({ a: 9007199254740994n })).toBe('a: 9007199254740994\n');
  });
});

describe('folding', () => {
  test('folds each object and each field over several lines', () => {
    const { file } = shown(memoryWorkspace(shop).snapshot);
    const lines = file.text.split('\n');
    const folded = findFolding(file).map(({ start, end }) => `${lines[start]?.trim() ?? ''} … ${lines[end]?.trim() ?? ''}`);
    expect(folded).toContain('apiVersion: v1 … world');
    expect(folded).toContain('containers: … image: web:2.0');
    expect(folded.filter((place) => place.includes('---'))).toEqual([]);
  });
});

describe('a comparison', () => {
  const compare = (before: string, after: string) => compareRendered(shown(memoryWorkspace(before).snapshot), shown(memoryWorkspace(after).snapshot));
  test('of the same is the same', () => {
    expect(compare(shop, shop.replace('# the shop', '# the best shop'))).toEqual({ same: true, secrets: [] });
  });
  test('tells that hidden values differ, and never which', () => {
    const answer = compare(shop, shop.replace('hunter2', 'hunter3'));
    expect(answer).toEqual({ same: true, secrets: ['Secret shop/login'] });
  });
  test('of something added since is a difference', () => {
    expect(compare(shop.replace('name: apps', 'name: others'), shop)).toEqual({ same: false, secrets: [] });
  });
  test('of what neither side has says why', () => {
    const without = shop.replace('name: apps', 'name: others');
    expect(compare(without, without).problem).toBe('No Flux Kustomization flux-system/apps is applied here.');
  });
});
