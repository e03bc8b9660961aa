/** Pan and zoom of the picture: by wheel, pinch, drag, keys and buttons. */

/** The part that is seen: scale, and where the picture's top left stands in the window. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const least = 0.05;
const most = 3;

/** A rectangle of the picture, in its own pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Room between the picture and the window's edge. */
const margin = 12;

/** Keeps the view and applies it to the world's group. */
export class Viewport {
  readonly #canvas: SVGSVGElement;
  readonly #world: SVGGElement;
  readonly #changed: (view: View) => void;
  #view: View = { scale: 1, x: 0, y: 0 };
  #frame = 0;
  #drag: { readonly id: number; readonly x: number; readonly y: number; readonly from: View } | undefined;
  #moved = false;

  constructor(canvas: SVGSVGElement, world: SVGGElement, changed: (view: View) => void) {
    this.#canvas = canvas;
    this.#world = world;
    this.#changed = changed;
    canvas.addEventListener('wheel', (event) => { this.#wheel(event); }, { passive: false });
    canvas.addEventListener('pointerdown', (event) => { this.#down(event); });
    canvas.addEventListener('pointermove', (event) => { this.#move(event); });
    for (const name of ['pointerup', 'pointercancel'] as const) canvas.addEventListener(name, () => { this.#drag = undefined; canvas.classList.remove('dragging'); });
  }

  get view(): View {
    return this.#view;
  }

  /** Whether the pointer was moved since it went down: then its click chooses nothing. */
  get wasDragged(): boolean {
    return this.#moved;
  }

  /** Shows this part. */
  set(view: View): void {
    this.#view = { ...view, scale: Math.min(most, Math.max(least, view.scale)) };
    // One change a frame is all that can be seen.
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const { scale, x, y } = this.#view;
      this.#world.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
      this.#changed(this.#view);
    });
  }

  /** Zooms by a factor around a point of the window, its middle by default. */
  zoom(factor: number, at?: { readonly x: number; readonly y: number }): void {
    const { width, height } = this.#canvas.getBoundingClientRect();
    const point = at ?? { x: width / 2, y: height / 2 };
    const scale = Math.min(most, Math.max(least, this.#view.scale * factor));
    const ratio = scale / this.#view.scale;
    this.set({ scale, x: point.x - (point.x - this.#view.x) * ratio, y: point.y - (point.y - this.#view.y) * ratio });
  }

  /** Moves by pixels of the window. */
  pan(x: number, y: number): void {
    this.set({ ...this.#view, x: this.#view.x + x, y: this.#view.y + y });
  }

  /** Shows all of it, not larger than it is. */
  fit(width: number, height: number): void {
    this.open(width, height, { x: 0, y: 0, width, height }, 0);
  }

  /** Shows all of it where that can be read (not smaller than `atLeast`), else the part around what is of interest, as much of the picture as there is room for. */
  open(width: number, height: number, interest: Area, atLeast: number): void {
    const box = this.#canvas.getBoundingClientRect();
    if (box.width === 0 || width === 0) return;
    const whole = Math.min(1, (box.width - 2 * margin) / width, (box.height - 2 * margin) / height);
    const scale = Math.max(whole, atLeast);
    this.set({ scale, x: place(box.width, width * scale, (interest.x + interest.width / 2) * scale), y: place(box.height, height * scale, (interest.y + interest.height / 2) * scale) });
  }

  /** Brings a box into the window, in its middle where it was outside. */
  reveal(x: number, y: number, width: number, height: number): void {
    const box = this.#canvas.getBoundingClientRect();
    const { scale } = this.#view;
    const left = this.#view.x + x * scale;
    const top = this.#view.y + y * scale;
    if (left >= 0 && top >= 0 && left + width * scale <= box.width && top + height * scale <= box.height) return;
    this.set({ scale, x: box.width / 2 - (x + width / 2) * scale, y: box.height / 2 - (y + height / 2) * scale });
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const { left, top } = this.#canvas.getBoundingClientRect();
    // A pinch arrives as a wheel with the control key, as does Ctrl and wheel; a wheel alone moves, as in an editor.
    if (event.ctrlKey || event.metaKey) this.zoom(Math.exp(-event.deltaY * 0.01), { x: event.clientX - left, y: event.clientY - top });
    else if (event.shiftKey) this.pan(-event.deltaY, 0);
    else this.pan(-event.deltaX, -event.deltaY);
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#moved = false;
    this.#drag = { id: event.pointerId, x: event.clientX, y: event.clientY, from: this.#view };
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag === undefined) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!this.#moved && Math.hypot(x, y) < 4) return;
    if (!this.#moved) {
      this.#moved = true;
      this.#canvas.setPointerCapture(drag.id);
      this.#canvas.classList.add('dragging');
    }
    this.set({ ...drag.from, x: drag.from.x + x, y: drag.from.y + y });
  }
}

/** Where a picture begins in one direction of the window: in its middle where it fits, else with the point of interest in the middle and no empty room beyond the ends. */
function place(room: number, size: number, interest: number): number {
  if (size <= room - 2 * margin) return (room - size) / 2;
  return Math.min(margin, Math.max(room - size - margin, room / 2 - interest));
}
