/** Draws boxes and arrows once, and afterwards changes only what is different: a thousand boxes stay fluid. */
import { FarDrawing, type FarMark } from './farDrawing.ts';
import { setAttributes, svgElement } from '../../canary/page/dom.ts';
import { nodeHeight, nodeWidth, type Picture, type PictureNode, type Placement } from '../messages.ts';
import { drawSign, edgeLook, edgeWords } from './signs.ts';
import type { View } from './viewport.ts';

/** From so many boxes on those out of sight are not drawn, and all of them from afar as one. */
const cullFrom = 250;
/** Below this scale words cannot be read and are not drawn. */
const farScale = 0.4;

interface Box {
  readonly element: SVGGElement;
  readonly x: number;
  readonly y: number;
  node: PictureNode;
  key: string;
  mark: FarMark;
  isFarOff: boolean;
  isFound: boolean;
}

interface Line {
  readonly from: string;
  readonly to: string;
  readonly element: SVGPathElement;
  readonly look: string;
  readonly path: string;
  isActive: boolean;
  isNear: boolean;
}

/** The drawing within the world's group. */
export class Drawing {
  readonly #world: SVGGElement;
  readonly #edges = svgElement('g', { class: 'edges' });
  readonly #nodes = svgElement('g', { class: 'nodes' });
  readonly #boxes = new Map<string, Box>();
  readonly #far = new FarDrawing();
  #lines: readonly Line[] = [];
  #chosen: string | undefined;
  #found: ReadonlySet<string> | undefined;
  /** Whether all is seen from so far that it is drawn as one. */
  #isFar = false;
  #isFarOutdated = true;
  #placement: Placement | undefined;
  #structure = '';

  constructor(world: SVGGElement) {
    this.#world = world;
    world.append(arrowHeads(), this.#edges, this.#nodes, this.#far.element);
  }

  /** `marks`: the chosen box, and what the search found. Answers whether boxes or arrows came or went, so that all was drawn anew. */
  show(picture: Picture, placement: Placement, marks: { readonly chosen: string | undefined; readonly found: ReadonlySet<string> | undefined }): boolean {
    const structure = JSON.stringify([placement.nodes, picture.edges.map(({ from, to, kind, resolved, cycle }) => [from, to, kind, resolved, cycle])]);
    const isNew = structure !== this.#structure;
    if (isNew) {
      this.#structure = structure;
      this.#placement = placement;
      this.#drawAll(picture, placement);
    }
    for (const node of picture.nodes) this.#update(node);
    // Arrows towards what moves are alive.
    for (const line of this.#lines) {
      const isActive = this.#boxes.get(line.to)?.node.state === 'reconciling';
      if (isActive !== line.isActive) line.element.classList.toggle('active', isActive);
      line.isActive = isActive;
    }
    this.#chosen = marks.chosen;
    this.#found = marks.found;
    this.#mark();
    return isNew;
  }

  /** The element and place of a box. */
  find(id: string): { readonly element: SVGGElement; readonly x: number; readonly y: number } | undefined {
    return this.#boxes.get(id);
  }

  /** Whether boxes are drawn as one, so that they have no elements to click or to focus. */
  get isFar(): boolean {
    return this.#isFar;
  }

  /** The box at a point of the picture, where boxes are drawn as one and no element can tell. */
  at(x: number, y: number): string | undefined {
    if (!this.#isFar) return undefined;
    for (const [id, box] of this.#boxes) if (x >= box.x && x <= box.x + nodeWidth && y >= box.y && y <= box.y + nodeHeight) return id;
    return undefined;
  }

  /** Lets the pointer that rests on a box, where boxes are drawn as one, show its name. */
  hover(id: string | undefined): void {
    const box = id === undefined ? undefined : this.#boxes.get(id);
    this.#far.hover(box === undefined ? undefined : { id: box.node.id, x: box.x, y: box.y, words: tooltipOf(box.node) });
  }

  /** Marks the chosen box with what it is joined to; everything is as usual without one. */
  choose(id: string | undefined): void {
    this.#chosen = id;
    this.#mark();
  }

  /** Dims what is not found; `undefined` shows all. */
  filter(found: ReadonlySet<string> | undefined): void {
    this.#found = found;
    this.#mark();
  }

  /** Hides what is out of sight, and words that are too small. */
  look({ scale, x, y }: View, width: number, height: number): void {
    this.#world.classList.toggle('from-afar', scale < farScale);
    this.#isFar = scale < farScale && this.#boxes.size >= cullFrom;
    // Not only invisible: words that have a place are laid out anew at each step of the zoom, seen or not.
    for (const group of [this.#nodes, this.#edges]) show(group, !this.#isFar);
    show(this.#far.element, this.#isFar);
    if (this.#isFar) this.#drawFar();
    else if (this.#boxes.size >= cullFrom) this.#hideOutside(-x / scale - nodeWidth, -y / scale - nodeHeight, (width - x) / scale, (height - y) / scale);
  }

  #hideOutside(left: number, top: number, right: number, bottom: number): void {
    for (const box of this.#boxes.values()) show(box.element, box.x >= left && box.x <= right && box.y >= top && box.y <= bottom);
    for (const { element, from, to } of this.#lines) {
      const [one, other] = [this.#boxes.get(from), this.#boxes.get(to)];
      if (one !== undefined && other !== undefined) show(element, Math.min(one.x, other.x) <= right && Math.max(one.x, other.x) >= left && Math.min(one.y, other.y) <= bottom && Math.max(one.y, other.y) >= top);
    }
  }

  #drawFar(): void {
    if (!this.#isFarOutdated) return;
    this.#isFarOutdated = false;
    this.#far.show([...this.#boxes.values()].map(({ x, y, node, mark }) => ({ x, y, state: node.state, mark })), this.#lines.map(({ look, path, isActive, isNear }) => ({ path, look: isNear ? 'near' : isActive ? `${look} active` : look })));
  }

  /** Puts what is chosen and found onto boxes and arrows. */
  #mark(): void {
    const [chosen, found] = [this.#chosen, this.#found];
    const near = new Set<string>(chosen === undefined ? [] : [chosen]);
    for (const line of this.#lines) {
      const isNear = chosen !== undefined && (line.from === chosen || line.to === chosen);
      if (isNear !== line.isNear) line.element.classList.toggle('near', isNear);
      line.isNear = isNear;
      if (isNear) near.add(line.from).add(line.to);
    }
    for (const [id, box] of this.#boxes) {
      const isFarOff = chosen !== undefined && !near.has(id);
      const isFound = found?.has(id) === true;
      const mark = id === chosen ? 'chosen' : isFound ? 'found' : found !== undefined ? 'not-found' : isFarOff ? 'far-off' : '';
      if (mark === box.mark && isFarOff === box.isFarOff && isFound === box.isFound) continue;
      Object.assign(box, { mark, isFarOff, isFound });
      const { classList } = box.element;
      classList.toggle('chosen', id === chosen);
      classList.toggle('far-off', isFarOff);
      classList.toggle('found', isFound);
      classList.toggle('not-found', found !== undefined && !isFound);
      box.element.setAttribute('aria-pressed', String(id === chosen));
    }
    this.#world.classList.toggle('has-choice', chosen !== undefined);
    this.#isFarOutdated = true;
    if (this.#isFar) this.#drawFar();
  }

  get size(): { readonly width: number; readonly height: number } {
    return this.#placement ?? { width: 0, height: 0 };
  }

  #drawAll(picture: Picture, placement: Placement): void {
    this.#boxes.clear();
    this.#nodes.replaceChildren();
    for (const node of picture.nodes) {
      const [x, y] = placement.nodes[node.id] ?? [0, 0];
      const element = svgElement('g', { transform: `translate(${x} ${y})`, role: 'button', tabindex: -1, 'data-id': node.id, 'aria-pressed': 'false' });
      this.#nodes.append(element);
      this.#boxes.set(node.id, { element, x, y, node, key: '', mark: '', isFarOff: false, isFound: false });
    }
    this.#lines = picture.edges.map((edge, index) => {
      const look = edgeLook(edge);
      const path = pathOf(placement.edges[index] ?? []);
      const element = svgElement('path', { class: `edge ${look}`, d: path, 'marker-end': `url(#head-${look})` }, svgElement('title', {}, `${edge.from} ${edgeWords[edge.kind].there} ${edge.to}`));
      return { from: edge.from, to: edge.to, element, look, path, isActive: false, isNear: false };
    });
    this.#edges.replaceChildren(...this.#lines.map(({ element }) => element));
  }

  #update(node: PictureNode): void {
    const box = this.#boxes.get(node.id);
    if (box === undefined) return;
    const key = `${node.state ?? ''} ${node.origin} ${node.words}`;
    box.node = node;
    if (key === box.key) return;
    box.key = key;
    const { kind, name, namespace } = node.object;
    const words = node.words === '' ? `${kind}${namespace === undefined ? '' : ` in ${namespace}`}` : node.words;
    const kept = ['chosen', 'far-off', 'found', 'not-found'].filter((name_) => box.element.classList.contains(name_));
    setAttributes(box.element, { class: ['node', `state-${node.state ?? 'none'}`, `origin-${node.origin}`, `kind-${kind}`, ...kept].join(' '), 'aria-label': [`${kind} ${name}`, namespace === undefined ? '' : `in ${namespace}`, node.state ?? '', node.words].filter((part) => part !== '').join(', ') });
    const sign = drawSign(node.state);
    sign.setAttribute('transform', 'translate(10 14)');
    box.element.replaceChildren(
      svgElement('title', {}, tooltipOf(node)),
      svgElement('rect', { class: 'box', width: nodeWidth, height: nodeHeight, rx: 4 }),
      sign,
      svgElement('text', { class: 'name', x: 34, y: 19 }, shorten(name, 27)),
      svgElement('text', { class: 'words', x: 34, y: 34 }, shorten(words, 36)),
    );
  }
}

function tooltipOf({ object: { kind, namespace, name }, state, words }: PictureNode): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}\n${state ?? ''} ${words}`.trim();
}

/** Changes only what is different: reading is cheap, writing makes the browser think. */
function show(element: SVGElement, isSeen: boolean): void {
  if (isSeen === (element.style.display === 'none')) element.style.display = isSeen ? '' : 'none';
}

/** One triangle for each look of an arrow. */
function arrowHeads(): SVGDefsElement {
  const heads = ['plain', 'order', 'unresolved', 'cycle'].map((look) =>
    svgElement('marker', { id: `head-${look}`, class: `head ${look}`, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse' }, svgElement('path', { d: 'M0 0.8L8 4 0 7.2z' })),
  );
  return svgElement('defs', {}, ...heads);
}

/** A soft line through the points. */
function pathOf(points: readonly (readonly [number, number])[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M${first[0]} ${first[1]}`];
  for (const [index, [x, y]] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) parts.push(`L${x} ${y}`);
    else parts.push(`Q${x} ${y} ${(x + next[0]) / 2} ${(y + next[1]) / 2}`);
  }
  return parts.join('');
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
