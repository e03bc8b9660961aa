/** Draws boxes and arrows once, and afterwards changes only what is different: a thousand boxes stay fluid. */
import { setAttributes, svgElement } from '../../canary/page/dom.ts';
import { nodeHeight, nodeWidth, type Picture, type PictureNode, type Placement } from '../messages.ts';
import { drawSign, edgeLook, edgeWords } from './signs.ts';
import type { View } from './viewport.ts';

/** From so many boxes on those out of sight are not drawn. */
const cullFrom = 250;
/** Below this scale words cannot be read and are not drawn. */
const farScale = 0.35;

interface Box {
  readonly element: SVGGElement;
  readonly x: number;
  readonly y: number;
  node: PictureNode;
  key: string;
}

/** The drawing within the world's group. */
export class Drawing {
  readonly #world: SVGGElement;
  readonly #edges = svgElement('g', { class: 'edges' });
  readonly #nodes = svgElement('g', { class: 'nodes' });
  readonly #boxes = new Map<string, Box>();
  #lines: readonly { readonly from: string; readonly to: string; readonly element: SVGPathElement; readonly look: string }[] = [];
  #placement: Placement | undefined;
  #structure = '';

  constructor(world: SVGGElement) {
    this.#world = world;
    world.append(arrowHeads(), this.#edges, this.#nodes);
  }

  /** Whether boxes or arrows came or went, so that all was drawn anew. */
  show(picture: Picture, placement: Placement): boolean {
    const structure = JSON.stringify([placement.nodes, picture.edges.map(({ from, to, kind, resolved, cycle }) => [from, to, kind, resolved, cycle])]);
    const isNew = structure !== this.#structure;
    if (isNew) {
      this.#structure = structure;
      this.#placement = placement;
      this.#drawAll(picture, placement);
    }
    for (const node of picture.nodes) this.#update(node);
    // Arrows towards what moves are alive.
    for (const { to, element, look } of this.#lines) element.setAttribute('class', `edge ${look}${this.#boxes.get(to)?.node.state === 'reconciling' ? ' active' : ''}`);
    return isNew;
  }

  /** The element and place of a box. */
  find(id: string): { readonly element: SVGGElement; readonly x: number; readonly y: number } | undefined {
    return this.#boxes.get(id);
  }

  /** Marks the chosen box with what it is joined to; everything is as usual without one. */
  choose(id: string | undefined): void {
    const near = new Set<string>(id === undefined ? [] : [id]);
    for (const { from, to, element } of this.#lines) {
      const touches = id !== undefined && (from === id || to === id);
      element.classList.toggle('near', touches);
      if (touches) near.add(from).add(to);
    }
    for (const [key, { element }] of this.#boxes) {
      element.classList.toggle('chosen', key === id);
      element.setAttribute('aria-pressed', String(key === id));
      element.classList.toggle('far-off', id !== undefined && !near.has(key));
    }
    this.#world.classList.toggle('has-choice', id !== undefined);
  }

  /** Dims what is not found; `undefined` shows all. */
  filter(found: ReadonlySet<string> | undefined): void {
    for (const [key, { element }] of this.#boxes) {
      element.classList.toggle('found', found?.has(key) === true);
      element.classList.toggle('not-found', found !== undefined && !found.has(key));
    }
  }

  /** Hides what is out of sight, and words that are too small. */
  look({ scale, x, y }: View, width: number, height: number): void {
    this.#world.classList.toggle('from-afar', scale < farScale);
    if (this.#boxes.size < cullFrom) return;
    const left = -x / scale - nodeWidth;
    const top = -y / scale - nodeHeight;
    const right = (width - x) / scale;
    const bottom = (height - y) / scale;
    for (const box of this.#boxes.values()) show(box.element, box.x >= left && box.x <= right && box.y >= top && box.y <= bottom);
    for (const { element, from, to } of this.#lines) {
      const [one, other] = [this.#boxes.get(from), this.#boxes.get(to)];
      if (one !== undefined && other !== undefined) show(element, Math.min(one.x, other.x) <= right && Math.max(one.x, other.x) >= left && Math.min(one.y, other.y) <= bottom && Math.max(one.y, other.y) >= top);
    }
  }

  get size(): { readonly width: number; readonly height: number } {
    return this.#placement ?? { width: 0, height: 0 };
  }

  #drawAll(picture: Picture, placement: Placement): void {
    this.#boxes.clear();
    this.#nodes.replaceChildren();
    for (const node of picture.nodes) {
      const [x, y] = placement.nodes[node.id] ?? [0, 0];
      const element = svgElement('g', { transform: `translate(${x} ${y})`, role: 'button', tabindex: -1, 'data-id': node.id });
      this.#nodes.append(element);
      this.#boxes.set(node.id, { element, x, y, node, key: '' });
    }
    this.#lines = picture.edges.map((edge, index) => {
      const look = edgeLook(edge);
      const element = svgElement('path', { class: `edge ${look}`, d: pathOf(placement.edges[index] ?? []), 'marker-end': `url(#head-${look})` }, svgElement('title', {}, `${edge.from} ${edgeWords[edge.kind].there} ${edge.to}`));
      return { from: edge.from, to: edge.to, element, look };
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
      svgElement('title', {}, `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}\n${node.state ?? ''} ${node.words}`.trim()),
      svgElement('rect', { class: 'box', width: nodeWidth, height: nodeHeight, rx: 4 }),
      sign,
      svgElement('text', { class: 'name', x: 34, y: 19 }, shorten(name, 27)),
      svgElement('text', { class: 'words', x: 34, y: 34 }, shorten(words, 36)),
    );
  }
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
