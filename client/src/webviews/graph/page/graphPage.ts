/** The graph page: shows whole snapshots, lets the user search, move, choose and export, by pointer, keyboard and screen reader. */
import { element, replaceChildren, svgElement } from '../../canary/page/dom.ts';
import { nodeHeight, nodeWidth, type GraphAction, type GraphPageMessage, type GraphPanelState } from '../messages.ts';
import { renderDetails } from './details.ts';
import { Drawing } from './drawing.ts';
import { exportSvg } from './exportSvg.ts';
import { findNeighbour, type Direction } from './neighbours.ts';
import { Toolbar } from './toolbar.ts';
import { Viewport, type View } from './viewport.ts';

type Shown = Extract<GraphPanelState, { readonly kind: 'shown' }>;

/** What is kept over a reload beside the host's choice. */
export interface PageMemory {
  readonly view?: View;
  readonly chosen?: string;
}

/** The page. `remember` keeps what a reload must not lose. */
export class GraphPage {
  readonly #post: (message: GraphPageMessage) => void;
  readonly #remember: (memory: PageMemory) => void;
  readonly #world = svgElement('g', { class: 'world' });
  readonly #canvas = svgElement('svg', { class: 'canvas', tabindex: 0, role: 'group', 'aria-label': 'Dependency graph. Arrow keys move along the arrows, Enter opens the line, slash searches.' }, this.#world);
  readonly #waiting = element('p', { class: 'waiting', role: 'status' });
  readonly #side = element('aside', { class: 'side', 'aria-label': 'Details' });
  readonly #list = element('ul', { class: 'reader', 'aria-label': 'All objects in the order of the graph' });
  readonly #announcer = element('p', { class: 'reader', role: 'status', 'aria-live': 'polite' });
  readonly #toolbar: Toolbar;
  readonly #drawing = new Drawing(this.#world);
  readonly #viewport: Viewport;
  readonly #body: HTMLElement;
  #state: Shown | undefined;
  #chosen: string | undefined;
  #view: View | undefined;
  #found: readonly string[] = [];
  #at = -1;
  /** Whether the user has moved, zoomed or chosen: from then on the view is theirs. Until then it fits itself to panel and picture. */
  #isOwnView = false;
  #memoryTimer: ReturnType<typeof setTimeout> | undefined;
  #states = new Map<string, string>();

  constructor(root: Element, post: (message: GraphPageMessage) => void, memory: PageMemory, remember: (memory: PageMemory) => void) {
    this.#post = post;
    this.#remember = remember;
    this.#chosen = memory.chosen;
    this.#view = memory.view;
    this.#isOwnView = memory.view !== undefined;
    this.#viewport = new Viewport(this.#canvas, this.#world, (view) => { this.#looked(view); });
    this.#toolbar = new Toolbar({
      onChoose: (choice) => { this.#isOwnView = false; this.#view = undefined; post({ type: 'choose', choice }); },
      onSearch: (text) => { this.#search(text); },
      onNext: () => { this.#next(); },
      onZoom: (factor) => { this.#isOwnView = true; this.#viewport.zoom(factor); },
      onFit: () => { this.#fit(); },
      onExport: (format) => { this.#export(format); },
    });
    this.#body = element('div', { class: 'body' }, element('div', { class: 'stage' }, this.#canvas, this.#toolbar.legend), this.#side);
    root.append(this.#toolbar.element, this.#waiting, this.#body, this.#list, this.#announcer);
    this.#canvas.addEventListener('click', (event) => { if (!this.#viewport.wasDragged) this.#choose(this.#idAt(event)); });
    this.#canvas.addEventListener('dblclick', (event) => { this.#open(this.#idAt(event)); });
    this.#canvas.addEventListener('pointermove', (event) => { this.#drawing.hover(this.#drawing.isFar ? this.#idAt(event) : undefined); });
    for (const name of ['wheel', 'pointerdown'] as const) this.#canvas.addEventListener(name, () => { this.#isOwnView = true; }, { passive: true });
    this.#canvas.addEventListener('keydown', (event) => { this.#key(event); });
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      this.#toolbar.focusSearch();
    });
    window.addEventListener('resize', () => { if (!this.#openView()) this.#looked(this.#viewport.view); });
    this.#showWaiting('Reading the graph …');
  }

  /** Shows a snapshot. */
  show(state: GraphPanelState): void {
    if (state.kind === 'waiting') {
      this.#showWaiting(state.words);
      return;
    }
    const isFirst = this.#state === undefined;
    this.#state = state;
    this.#waiting.hidden = true;
    this.#body.hidden = false;
    this.#toolbar.element.hidden = false;
    this.#toolbar.show(state);
    this.#body.classList.toggle('stale', state.connection.state === 'stale');
    if (!state.picture.nodes.some(({ id }) => id === this.#chosen)) this.#chosen = undefined;
    const isNew = this.#drawing.show(state.picture, state.placement, { chosen: this.#chosen, found: this.#find(this.#toolbar.searchText) });
    if (isNew) this.#showList(state);
    this.#announce(state);
    if (isFirst && this.#view !== undefined) this.#viewport.set(this.#view);
    else if (isNew && !this.#openView()) this.#looked(this.#viewport.view);
    this.#showDetails();
  }

  /** While the user has not taken the view over: what there is, where it can be read; else around what needs a look, or where reading starts. Answers whether it did. */
  #openView(): boolean {
    if (this.#isOwnView || this.#state === undefined) return false;
    const { width, height } = this.#drawing.size;
    const box = this.#drawing.find(mostInteresting(this.#state) ?? '');
    this.#viewport.open(width, height, { x: box?.x ?? 0, y: box?.y ?? 0, width: nodeWidth, height: nodeHeight }, readableScale);
    return true;
  }

  #showWaiting(words: string): void {
    this.#waiting.textContent = words;
    this.#waiting.hidden = false;
    this.#body.hidden = true;
    this.#toolbar.element.hidden = true;
  }

  /** Where boxes are drawn as one, the place says which is meant. */
  #idAt(event: MouseEvent): string | undefined {
    const { left, top } = this.#canvas.getBoundingClientRect();
    const { x, y, scale } = this.#viewport.view;
    return idOf(event.target) ?? this.#drawing.at((event.clientX - left - x) / scale, (event.clientY - top - y) / scale);
  }

  /** `closer`: from so far away that no box has an element, the keyboard could not be at one. */
  #choose(id: string | undefined, how: 'closer' | 'as seen' = 'as seen'): void {
    this.#chosen = id;
    if (id !== undefined) this.#isOwnView = true;
    this.#drawing.choose(id);
    this.#showDetails();
    // At once: a double click also opens a line, which may end this page before any timer.
    this.#memoriseNow();
    const box = id === undefined ? undefined : this.#drawing.find(id);
    if (box === undefined) return;
    if (how === 'closer' && this.#drawing.isFar) this.#viewport.zoom(readableScale / this.#viewport.view.scale);
    // The details may have taken the room in which it stood.
    this.#viewport.reveal(box.x, box.y, nodeWidth, nodeHeight);
    box.element.focus({ preventScroll: true });
  }

  #showDetails(): void {
    const state = this.#state;
    if (state === undefined) return;
    const node = state.picture.nodes.find(({ id }) => id === this.#chosen);
    this.#side.hidden = node === undefined;
    replaceChildren(this.#side, ...renderDetails(state, node, { onAction: (id, action) => { this.#act(id, action); }, onChoose: (id) => { this.#choose(id); } }));
  }

  #open(id: string | undefined): void {
    const [first] = id === undefined ? [] : (this.#state?.actions[id] ?? []);
    if (id !== undefined && first !== undefined) this.#act(id, first.id);
  }

  #act(node: string, id: GraphAction['id']): void {
    this.#post({ type: 'action', node, id, context: this.#state?.connection.context ?? '' });
  }

  #search(text: string): void {
    this.#at = -1;
    this.#drawing.filter(this.#find(text));
  }

  /** What a text finds in what is shown, counted in the toolbar; `undefined` for no text. */
  #find(text: string): ReadonlySet<string> | undefined {
    const wanted = text.trim().toLowerCase();
    const nodes = this.#state?.picture.nodes ?? [];
    this.#found = wanted === '' ? [] : nodes.filter(({ id, words, state }) => `${id} ${state ?? ''} ${words}`.toLowerCase().includes(wanted)).map(({ id }) => id);
    this.#toolbar.setCount(wanted === '' ? '' : `${this.#found.length} of ${nodes.length}`);
    return wanted === '' ? undefined : new Set(this.#found);
  }

  #next(): void {
    this.#isOwnView = true;
    if (this.#found.length === 0) return;
    this.#at = (this.#at + 1) % this.#found.length;
    const id = this.#found[this.#at];
    const box = id === undefined ? undefined : this.#drawing.find(id);
    if (id === undefined || box === undefined) return;
    this.#chosen = id;
    this.#drawing.choose(id);
    this.#showDetails();
    this.#memoriseNow();
    if (this.#viewport.view.scale < 0.6) this.#viewport.zoom(0.9 / this.#viewport.view.scale);
    this.#viewport.reveal(box.x, box.y, nodeWidth, nodeHeight);
  }

  #key(event: KeyboardEvent): void {
    if (['+', '=', '-'].includes(event.key)) this.#isOwnView = true;
    const direction = directions[event.key];
    const state = this.#state;
    if (state === undefined) return;
    if (direction !== undefined) {
      const from = this.#chosen;
      const next = from === undefined ? firstNode(state) : findNeighbour(state.picture, state.placement, from, direction);
      if (next !== undefined) this.#choose(next, 'closer');
    } else if (event.key === 'Enter') this.#open(this.#chosen);
    else if (event.key === 'Escape') this.#choose(undefined);
    else if (event.key === '+' || event.key === '=') this.#viewport.zoom(1.25);
    else if (event.key === '-') this.#viewport.zoom(1 / 1.25);
    else if (event.key === '0') this.#fit();
    else return;
    event.preventDefault();
  }

  #fit(): void {
    this.#isOwnView = true;
    const { width, height } = this.#drawing.size;
    this.#viewport.fit(width, height);
  }

  #looked(view: View): void {
    const { width, height } = this.#canvas.getBoundingClientRect();
    this.#drawing.look(view, width, height);
    if (!this.#isOwnView) return;
    this.#view = view;
    this.#memorise();
  }

  /** Each frame of a movement would be a message to the host. */
  #memorise(): void {
    this.#memoryTimer ??= setTimeout(() => {
      this.#memoryTimer = undefined;
      this.#memoriseNow();
    }, 300);
  }

  #memoriseNow(): void {
    this.#remember({ ...(this.#view === undefined ? {} : { view: this.#view }), ...(this.#chosen === undefined ? {} : { chosen: this.#chosen }) });
  }

  #export(format: 'svg' | 'mermaid'): void {
    const { width, height } = this.#drawing.size;
    this.#post(format === 'mermaid' ? { type: 'exportMermaid' } : { type: 'exportSvg', text: exportSvg(this.#world, width, height) });
  }

  /** The same for who cannot see it: each object with its state and what it waits for. */
  #showList({ picture, placement }: Shown): void {
    const sorted = [...picture.nodes].sort((one, other) => (placement.nodes[one.id]?.[0] ?? 0) - (placement.nodes[other.id]?.[0] ?? 0) || (placement.nodes[one.id]?.[1] ?? 0) - (placement.nodes[other.id]?.[1] ?? 0));
    const items = sorted.map(({ id, object, state }) => {
      const waitsFor = picture.edges.flatMap((edge) => (edge.to === id && edge.kind === 'dependsOn' ? [edge.from.slice(edge.from.lastIndexOf('/') + 1)] : []));
      const button = element('button', { type: 'button', tabindex: -1 }, [`${object.kind} ${object.name}`, state ?? '', waitsFor.length === 0 ? '' : `after ${waitsFor.join(' and ')}`].filter((part) => part !== '').join(', '));
      button.addEventListener('click', () => { this.#choose(id); });
      return element('li', {}, button);
    });
    this.#list.replaceChildren(...items);
  }

  /** Speaks of states that changed, not of each redraw. */
  #announce({ picture }: Shown): void {
    const changed = picture.nodes.flatMap(({ id, object, state }) => {
      const before = this.#states.get(id);
      return before === undefined || before === (state ?? '') ? [] : [`${object.name} ${state ?? 'without a live state'}`];
    });
    this.#states = new Map(picture.nodes.map(({ id, state }) => [id, state ?? '']));
    if (changed.length > 0) this.#announcer.textContent = changed.slice(0, 5).join(', ');
  }
}

/** The smallest scale at which names can be read. */
const readableScale = 0.55;

const directions: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

/** Where the picture begins: its leftmost box. */
function firstNode({ picture, placement }: Shown): string | undefined {
  return leftmost(picture.nodes, placement);
}

/** What the user wants to see first: the first of what failed, then of what moves or waits, then where the picture begins. */
function mostInteresting(shown: Shown): string | undefined {
  for (const states of [['failed', 'stalled'], ['reconciling'], ['waiting']]) {
    const found = leftmost(shown.picture.nodes.filter(({ state }) => states.includes(state ?? '')), shown.placement);
    if (found !== undefined) return found;
  }
  return firstNode(shown);
}

function leftmost(nodes: Shown['picture']['nodes'], placement: Shown['placement']): string | undefined {
  return [...nodes].sort((one, other) => (placement.nodes[one.id]?.[0] ?? 0) - (placement.nodes[other.id]?.[0] ?? 0))[0]?.id;
}

function idOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? (target.closest('[data-id]')?.getAttribute('data-id') ?? undefined) : undefined;
}
