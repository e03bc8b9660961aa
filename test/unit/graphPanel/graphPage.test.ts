// @vitest-environment happy-dom
/** The graph page in a document: boxes, choice, search, keys, the list for screen readers, what is posted, and what a new snapshot changes. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { placePicture, type Placement } from '../../../client/src/graphPicture/layout.ts';
import { structureKey, type Picture, type PictureNode } from '../../../client/src/graphPicture/picture.ts';
import { isGraphHostMessage, readGraphChoice, readGraphPageMessage, type GraphPageMessage, type GraphPanelState } from '../../../client/src/webviews/graph/messages.ts';
import { exportSvg } from '../../../client/src/webviews/graph/page/exportSvg.ts';
import { findNeighbour } from '../../../client/src/webviews/graph/page/neighbours.ts';
import { GraphPage, type PageMemory } from '../../../client/src/webviews/graph/page/graphPage.ts';

const box = (name: string, more: Partial<PictureNode> = {}): PictureNode => ({ id: `Kustomization/flux-system/${name}`, object: { kind: 'Kustomization', namespace: 'flux-system', name }, state: 'ready', words: 'main@02fae5b', origin: 'files', facts: [['path', `./${name}`]], ...more });
const edge = (from: string, to: string) => ({ from: `Kustomization/flux-system/${from}`, to: `Kustomization/flux-system/${to}`, kind: 'dependsOn' as const, resolved: true, cycle: false });
const picture: Picture = { nodes: [box('cert-manager'), box('linkerd', { state: 'failed', words: 'ca.crt does not exist' }), box('flagger', { state: 'waiting', words: 'waiting for linkerd <b>x</b>' })], edges: [edge('cert-manager', 'linkerd'), edge('linkerd', 'flagger')] };
const stateOf = (shown: Picture): GraphPanelState => ({ kind: 'shown', choice: { entry: 'a', scope: 'order' }, entries: [{ id: 'a', label: 'clusters/a' }, { id: 'b', label: 'clusters/b' }], connection: { state: 'live', context: 'my-cluster', words: 'my-cluster ● live' }, picture: shown, placement: placed(shown), actions: Object.fromEntries(shown.nodes.map(({ id }) => [id, [{ id: 'openLine', label: 'Open Line' }, { id: 'reconcile', label: 'Reconcile' }]])) });


const placements = new Map<string, Placement>();
function placed(shown: Picture): Placement {
  const known = placements.get(structureKey(shown)) ?? placePicture(shown);
  placements.set(structureKey(shown), known);
  return known;
}

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

describe('what is seen', () => {
  /** The panel is 900 by 600. */
  const panel = { x: 0, y: 0, left: 0, top: 0, width: 900, height: 600, right: 900, bottom: 600, toJSON: () => ({}) };
  const chain = (length: number, change: (index: number) => Partial<PictureNode> = () => ({})): Picture => ({ nodes: Array.from({ length }, (_, index) => box(`k-${index}`, change(index))), edges: Array.from({ length: length - 1 }, (_, index) => edge(`k-${index}`, `k-${index + 1}`)) });
  /** Answers what the page will have remembered; those of earlier tests hear of a new size too. */
  const open = (shown: Picture, kept: PageMemory = {}): (() => PageMemory) => {
    let own: PageMemory = {};
    document.body.innerHTML = '<main id="graph"></main>';
    page = new GraphPage(document.getElementById('graph') ?? document.body, (message) => { posted.push(message); }, kept, (remembered) => { own = remembered; });
    vi.spyOn(canvas(), 'getBoundingClientRect').mockImplementation(() => panel);
    page.show(stateOf(shown));
    vi.advanceTimersByTime(20);
    return () => own;
  };
  const canvas = (): Element => document.querySelector('.canvas') ?? document.body;
  const world = (): { readonly x: number; readonly y: number; readonly scale: number } => {
    const [x = 0, y = 0, scale = 0] = (document.querySelector('.world')?.getAttribute('transform') ?? '').match(/-?[\d.]+/g)?.map(Number) ?? [];
    return { x, y, scale };
  };
  /** Left, top, right and bottom of a box in the panel. */
  const seenAt = (name: string): readonly [number, number, number, number] => {
    const [x = 0, y = 0] = (find(name).getAttribute('transform') ?? '').match(/-?[\d.]+/g)?.map(Number) ?? [];
    const view = world();
    return [view.x + x * view.scale, view.y + y * view.scale, view.x + (x + 232) * view.scale, view.y + (y + 44) * view.scale];
  };
  const isWhollySeen = (name: string): boolean => {
    const [left, top, right, bottom] = seenAt(name);
    return left >= 0 && top >= 0 && right <= panel.width && bottom <= panel.height;
  };
  const wheel = (more: WheelEventInit): void => {
    const event = new WheelEvent('wheel', { bubbles: true, cancelable: true, ...more });
    // This document's wheel events know no keys and no place.
    for (const [name, value] of Object.entries({ deltaX: 0, clientX: 450, clientY: 300, ...more })) Object.defineProperty(event, name, { value });
    canvas().dispatchEvent(event);
    vi.advanceTimersByTime(20);
  };
  const at = (type: string, x: number, y: number): boolean => canvas().dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: x, clientY: y }));

  test('at first is all of it where that can be read', () => {
    open(chain(4));
    expect(Array.from({ length: 4 }, (_, index) => isWhollySeen(`k-${index}`))).toEqual([true, true, true, true]);
  });
  test('of more than fits is the beginning, not smaller than it can be read', () => {
    open(chain(12));
    expect(world().scale).toBeGreaterThan(0.5);
    expect([isWhollySeen('k-0'), isWhollySeen('k-11')]).toEqual([true, false]);
  });
  test('of more than fits is what failed, where something did', () => {
    open(chain(12, (index) => (index === 8 ? { state: 'failed' } : index > 8 ? { state: 'waiting' } : {})));
    expect([isWhollySeen('k-0'), isWhollySeen('k-8')]).toEqual([false, true]);
  });
  test('of many that hang on one begins at that one, wherever it stands', () => {
    open({ nodes: [box('root'), ...Array.from({ length: 40 }, (_, index) => box(`leaf-${index}`))], edges: Array.from({ length: 40 }, (_, index) => edge('root', `leaf-${index}`)) });
    expect(isWhollySeen('root')).toBe(true);
  });
  test('follows the size of the panel and the picture until the user takes it over, and stays then', () => {
    const remembered = open(chain(3));
    page.show(stateOf(chain(4)));
    vi.advanceTimersByTime(20);
    expect(isWhollySeen('k-3')).toBe(true);
    wheel({ deltaY: 100, ctrlKey: true });
    const taken = world();
    expect(taken.scale).toBeLessThan(0.5);
    page.show(stateOf(chain(5)));
    window.dispatchEvent(new Event('resize'));
    vi.advanceTimersByTime(400);
    expect(world()).toEqual(taken);
    expect(remembered().view).toEqual(taken);
    open(chain(5), remembered());
    expect(world()).toEqual(taken);
  });

  describe('of hundreds from afar', () => {
    const many = (state: (index: number) => PictureNode['state'] = () => 'ready'): Picture => ({ nodes: Array.from({ length: 260 }, (_, index) => box(`many-${index}`, { state: state(index) })), edges: Array.from({ length: 259 }, (_, index) => edge(`many-${Math.floor(index / 4)}`, `many-${index + 1}`)) });
    const far = (): HTMLElement => document.querySelector<HTMLElement>('.far') ?? document.body;
    const farOut = (): void => {
      for (let round = 0; round < 6; round += 1) wheel({ deltaY: 60, ctrlKey: true });
    };
    const middleOf = (name: string): readonly [number, number] => {
      const [left, top, right, bottom] = seenAt(name);
      return [(left + right) / 2, (top + bottom) / 2];
    };

    test('is drawn as one path a state, and box by box again from near', () => {
      open(many((index) => (index % 10 === 0 ? 'failed' : 'ready')));
      expect(far().style.display).toBe('none');
      farOut();
      expect(far().style.display).toBe('');
      expect(document.querySelector<HTMLElement>('.nodes')?.style.display).toBe('none');
      expect([...far().querySelectorAll('.far-boxes')].map((path) => [path.getAttribute('class'), path.getAttribute('d')?.match(/v44/g)?.length])).toEqual([['far-boxes state-failed', 26], ['far-boxes state-ready', 234]]);
      expect(far().querySelectorAll('.edge').length).toBe(1);
      page.show(stateOf(many()));
      expect([...far().querySelectorAll('.far-boxes')].map((path) => path.getAttribute('class'))).toEqual(['far-boxes state-ready']);
      for (let round = 0; round < 6; round += 1) wheel({ deltaY: -60, ctrlKey: true });
      expect(far().style.display).toBe('none');
    });
    test('boxes are still named, chosen and opened where they stand', () => {
      open(many());
      farOut();
      const [x, y] = middleOf('many-7');
      at('pointermove', x, y);
      expect(far().querySelector('title')?.textContent).toContain('Kustomization flux-system/many-7');
      at('click', x, y);
      expect(document.querySelector('.side h2')?.textContent).toBe('many-7');
      expect(far().querySelector('.chosen')?.getAttribute('d')?.match(/v44/g)?.length).toBe(1);
      expect(far().querySelector('.edge.near')).not.toBeNull();
      at('dblclick', x, y);
      expect(posted).toContainEqual({ type: 'action', node: 'Kustomization/flux-system/many-7', id: 'openLine', context: 'my-cluster' });
      at('click', 2, 2);
      expect(document.querySelector<HTMLElement>('.side')?.hidden).toBe(true);
    });
    test('what a search finds stands out, and the keyboard comes closer to be at a box', () => {
      open(many());
      farOut();
      const search = document.querySelector<HTMLInputElement>('input[type=search]');
      if (search === null) throw new Error('no search');
      search.value = 'many-24';
      search.dispatchEvent(new Event('input'));
      expect(far().querySelector('.found')?.getAttribute('d')?.match(/v44/g)?.length).toBe(11);
      press('ArrowRight');
      vi.advanceTimersByTime(20);
      expect(far().style.display).toBe('none');
      expect(isWhollySeen('many-0')).toBe(true);
    });
    test('is not what is exported', () => {
      const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'g');
      drawing.innerHTML = '<g class="nodes"><g data-id="one"><rect/></g></g><g class="far" style="display: none"><path class="far-boxes"/></g>';
      const exported = exportSvg(drawing, 10, 10);
      expect(exported).not.toContain('far');
      expect(exported).toContain('data-id="one"');
    });
  });
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
