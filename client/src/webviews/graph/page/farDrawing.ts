/** A large picture from afar: all boxes of a state as one path, all arrows of a look as one, so that a step of the zoom costs the same for ten boxes and for thousands. */
import { replaceChildren, setAttributes, svgElement } from '../../canary/page/dom.ts';
import { nodeHeight, nodeWidth, type PictureNode } from '../messages.ts';

/** How a box stands out. */
export type FarMark = '' | 'chosen' | 'found' | 'not-found' | 'far-off';

/** A box, as much of it as can be seen from afar. */
export interface FarBox {
  readonly x: number;
  readonly y: number;
  readonly state: PictureNode['state'];
  readonly mark: FarMark;
}

/** An arrow: its path and the classes of its look. */
export interface FarLine {
  readonly path: string;
  readonly look: string;
}

/** The group with these few paths. */
export class FarDrawing {
  readonly #lines = svgElement('g', {});
  readonly #boxes = svgElement('g', {});
  readonly #title = svgElement('title', {});
  /** Lies over the box under the pointer, invisible, and has its name. */
  readonly #hovered = svgElement('rect', { class: 'hovered', width: nodeWidth, height: nodeHeight }, this.#title);
  readonly element = svgElement('g', { class: 'far', 'aria-hidden': true, style: 'display: none' }, this.#lines, this.#boxes, this.#hovered);
  #hoveredId: string | undefined;

  constructor() {
    this.#hovered.style.display = 'none';
  }

  /** Draws all of it. */
  show(boxes: readonly FarBox[], lines: readonly FarLine[]): void {
    replaceChildren(this.#lines, ...joined(lines.map(({ look, path }) => [`edge ${look}`, path])));
    replaceChildren(this.#boxes, ...joined(boxes.map(({ x, y, state, mark }) => [`far-boxes state-${state ?? 'none'} ${mark}`, boxPath(x, y, state)])));
  }

  /** Moves to the box under the pointer; none without one. */
  hover(box: { readonly id: string; readonly x: number; readonly y: number; readonly words: string } | undefined): void {
    if (box?.id === this.#hoveredId) return;
    this.#hoveredId = box?.id;
    this.#hovered.style.display = box === undefined ? 'none' : '';
    this.#title.textContent = box?.words ?? '';
    if (box !== undefined) setAttributes(this.#hovered, { x: box.x, y: box.y });
  }
}

/** One path for each class. */
function joined(parts: readonly (readonly [className: string, path: string])[]): readonly SVGPathElement[] {
  const paths = new Map<string, string[]>();
  for (const [className, path] of parts) {
    const known = paths.get(className);
    if (known === undefined) paths.set(className, [path]);
    else known.push(path);
  }
  return [...paths].map(([className, all]) => svgElement('path', { class: className.trim(), d: all.join('') }));
}

/** A box with the sign of its state in it, as large as the box: from afar colour is not the only sign either. */
function boxPath(x: number, y: number, state: PictureNode['state']): string {
  return `M${x} ${y}h${nodeWidth}v${nodeHeight}h-${nodeWidth}z${signPaths[state ?? 'none'](x, y)}`;
}

const [half, bar] = [nodeWidth / 2, nodeHeight - 16];

const signPaths: Readonly<Record<NonNullable<PictureNode['state']> | 'none', (x: number, y: number) => string>> = {
  ready: () => '',
  none: () => '',
  failed: (x, y) => `M${x} ${y}l${nodeWidth} ${nodeHeight}M${x} ${y + nodeHeight}l${nodeWidth} -${nodeHeight}`,
  stalled: (x, y) => `M${x} ${y}l${nodeWidth} ${nodeHeight}`,
  waiting: (x, y) => `M${x + half} ${y}v${half / 4}h${half / 3}`,
  reconciling: (x, y) => `M${x + half - 30} ${y + 8}l${bar / 2} ${bar / 2}l-${bar / 2} ${bar / 2}M${x + half} ${y + 8}l${bar / 2} ${bar / 2}l-${bar / 2} ${bar / 2}`,
  suspended: (x, y) => `M${x + half - 14} ${y + 8}v${bar}M${x + half + 14} ${y + 8}v${bar}`,
  unknown: (x, y) => `M${x + half - 20} ${y + nodeHeight / 2}h40`,
};
