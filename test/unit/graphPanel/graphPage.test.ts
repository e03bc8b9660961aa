// @vitest-environment happy-dom
/** The graph page in a document: boxes, choice, search, keys, the list for screen readers, what is posted, and what a new snapshot changes. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { placePicture } from '../../../client/src/graphPicture/layout.ts';
import type { Picture, PictureNode } from '../../../client/src/graphPicture/picture.ts';
import { isGraphHostMessage, readGraphChoice, readGraphPageMessage, type GraphPageMessage, type GraphPanelState } from '../../../client/src/webviews/graph/messages.ts';
import { findNeighbour } from '../../../client/src/webviews/graph/page/neighbours.ts';
import { GraphPage, type PageMemory } from '../../../client/src/webviews/graph/page/graphPage.ts';

const box = (name: string, more: Partial<PictureNode> = {}): PictureNode => ({ id: `Kustomization/flux-system/${name}`, object: { kind: 'Kustomization', namespace: 'flux-system', name }, state: 'ready', words: 'main@02fae5b', origin: 'files', facts: [['path', `./${name}`]], ...more });
const edge = (from: string, to: string) => ({ from: `Kustomization/flux-system/${from}`, to: `Kustomization/flux-system/${to}`, kind: 'dependsOn' as const, resolved: true, cycle: false });
const picture: Picture = { nodes: [box('cert-manager'), box('linkerd', { state: 'failed', words: 'ca.crt does not exist' }), box('flagger', { state: 'waiting', words: 'waiting for linkerd <b>x</b>' })], edges: [edge('cert-manager', 'linkerd'), edge('linkerd', 'flagger')] };
const stateOf = (shown: Picture): GraphPanelState => ({ kind: 'shown', choice: { entry: 'a', scope: 'order' }, entries: [{ id: 'a', label: 'clusters/a' }, { id: 'b', label: 'clusters/b' }], connection: { state: 'live', context: 'my-cluster', words: 'my-cluster ● live' }, picture: shown, placement: placePicture(shown), actions: Object.fromEntries(shown.nodes.map(({ id }) => [id, [{ id: 'openLine', label: 'Open Line' }, { id: 'reconcile', label: 'Reconcile' }]])) });

let posted: GraphPageMessage[] = [];
let memory: PageMemory = {};
let page: GraphPage;

beforeEach(() => {
  vi.useFakeTimers();
  posted = [];
  memory = {};
  document.body.innerHTML = '<main id="graph"></main>';
  page = new GraphPage(document.getElementById('graph') ?? document.body, (message) => { posted.push(message); }, {}, (kept) => { memory = kept; });
  page.show(stateOf(picture));
});
afterEach(() => { vi.useRealTimers(); });

const find = (name: string): Element => document.querySelector(`[data-id="Kustomization/flux-system/${name}"]`) ?? document.body;
const click = (target: Element, type = 'click'): boolean => target.dispatchEvent(new MouseEvent(type, { bubbles: true }));
const press = (key: string): boolean => (document.querySelector('.canvas') ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
const side = (): string => document.querySelector('.side')?.textContent ?? '';

describe('a snapshot', () => {
  test('draws a box for each object and an arrow for each relation, named for who cannot see them', () => {
    expect(document.querySelectorAll('.node').length).toBe(3);
    expect(document.querySelectorAll('.edges .edge').length).toBe(2);
    expect(find('linkerd').getAttribute('aria-label')).toBe('Kustomization linkerd, in flux-system, failed, ca.crt does not exist');
    expect([...document.querySelectorAll('ul.reader button')].map((item) => item.textContent)).toEqual(['Kustomization cert-manager, ready', 'Kustomization linkerd, failed, after cert-manager', 'Kustomization flagger, waiting, after linkerd']);
  });
  test('is never read as HTML', () => expect(document.querySelector('b')).toBeNull());
  test('of another state changes the box in place, and is announced', () => {
    const before = find('linkerd');
    page.show(stateOf({ ...picture, nodes: picture.nodes.map((node) => (node.object.name === 'linkerd' ? { ...node, state: 'ready' as const, words: 'main@9f8e1c2' } : node)) }));
    expect(find('linkerd')).toBe(before);
    expect(before.classList.contains('state-ready')).toBe(true);
    expect(document.querySelector('p.reader')?.textContent).toBe('linkerd ready');
  });
  test('with what moves: the arrows towards it are alive', () => {
    page.show(stateOf({ ...picture, nodes: picture.nodes.map((node) => (node.object.name === 'linkerd' ? { ...node, state: 'reconciling' as const } : node)) }));
    expect(document.querySelectorAll('.edge.active').length).toBe(1);
  });
  test('that has nothing yet says what is waited for', () => {
    page.show({ kind: 'waiting', words: 'Reading the repository …' });
    expect(document.querySelector('.waiting')?.textContent).toBe('Reading the repository …');
    expect(document.querySelector<HTMLElement>('.body')?.hidden).toBe(true);
  });
});

describe('the user', () => {
  test('chooses a box and reads what is known of it at the side', () => {
    click(find('linkerd'));
    expect(side()).toContain('failed: ca.crt does not exist');
    expect(side()).toContain('waits for flux-system/cert-manager');
    expect(side()).toContain('is waited for by flux-system/flagger');
    expect(find('linkerd').getAttribute('aria-pressed')).toBe('true');
    // Without waiting: the line that a double click opens may end this page.
    expect(memory.chosen).toBe('Kustomization/flux-system/linkerd');
  });
  test('opens the line by a double click, by Enter, and by the button', () => {
    click(find('linkerd'), 'dblclick');
    click(find('flagger'));
    press('Enter');
    click(document.querySelector('.actions button:nth-child(2)') ?? document.body);
    expect(posted).toEqual([
      { type: 'action', node: 'Kustomization/flux-system/linkerd', id: 'openLine', context: 'my-cluster' },
      { type: 'action', node: 'Kustomization/flux-system/flagger', id: 'openLine', context: 'my-cluster' },
      { type: 'action', node: 'Kustomization/flux-system/flagger', id: 'reconcile', context: 'my-cluster' },
    ]);
  });
  test('walks along the arrows with the keyboard', () => {
    for (const [key, name] of [['ArrowRight', 'cert-manager'], ['ArrowRight', 'linkerd'], ['ArrowRight', 'flagger'], ['ArrowLeft', 'linkerd']] as const) {
      press(key);
      expect(document.querySelector('.side h2')?.textContent).toBe(name);
    }
    press('Escape');
    expect(side()).toBe('');
    expect(document.querySelector<HTMLElement>('.side')?.hidden).toBe(true);
  });
  test('searches in names and reasons', () => {
    const search = document.querySelector<HTMLInputElement>('input[type=search]');
    if (search === null) throw new Error('no search');
    search.value = 'CA.CRT';
    search.dispatchEvent(new Event('input'));
    expect(document.querySelector('.count')?.textContent).toBe('1 of 3');
    expect(find('linkerd').classList.contains('found')).toBe(true);
    expect(find('flagger').classList.contains('not-found')).toBe(true);
    search.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(document.querySelector('.side h2')?.textContent).toBe('linkerd');
  });
  test('chooses another entry point and how much is shown', () => {
    const [entry, scope] = document.querySelectorAll('select');
    if (entry === undefined || scope === undefined) throw new Error('no choices');
    entry.value = 'b';
    scope.value = 'all';
    scope.dispatchEvent(new Event('change'));
    expect(posted).toEqual([{ type: 'choose', choice: { entry: 'b', scope: 'all' } }]);
  });
  test('exports', () => {
    click(document.querySelector('[aria-label="Export as Mermaid"]') ?? document.body);
    click(document.querySelector('[aria-label="Export as SVG"]') ?? document.body);
    expect(posted[0]).toEqual({ type: 'exportMermaid' });
    expect(posted[1]).toMatchObject({ type: 'exportSvg' });
  });
});

test('up and down stay in the column, and nothing leads out of the picture', () => {
  const wide: Picture = { nodes: [box('root'), box('a'), box('b')], edges: [edge('root', 'a'), edge('root', 'b')] };
  const placement = placePicture(wide);
  const [upper = '', lower = ''] = [wide.nodes[1]?.id ?? '', wide.nodes[2]?.id ?? ''].sort((one, other) => (placement.nodes[one]?.[1] ?? 0) - (placement.nodes[other]?.[1] ?? 0));
  expect(findNeighbour(wide, placement, upper, 'down')).toBe(lower);
  expect(findNeighbour(wide, placement, lower, 'down')).toBeUndefined();
  expect(findNeighbour(wide, placement, lower, 'left')).toBe('Kustomization/flux-system/root');
});

test('messages are read, not trusted', () => {
  expect(readGraphPageMessage({ type: 'action', node: 'x', id: 'delete', context: 'c' })).toBeUndefined();
  expect(readGraphPageMessage({ type: 'action', node: 'x', id: 'reconcile' })).toBeUndefined();
  expect(readGraphPageMessage({ type: 'exportSvg' })).toBeUndefined();
  expect(readGraphPageMessage(7)).toBeUndefined();
  expect(readGraphPageMessage({ type: 'choose', choice: { entry: 'a', scope: 'nonsense' } })).toEqual({ type: 'choose', choice: { entry: 'a', scope: 'order' } });
  expect(readGraphChoice({ scope: 'all' })).toBeUndefined();
  expect(isGraphHostMessage({ type: 'state' })).toBe(false);
});
