/** The bar above the picture: which entry point, how much, search, zoom, legend, export. */
import { element, icon, svgElement } from '../../canary/page/dom.ts';
import type { GraphChoice, GraphPanelState } from '../messages.ts';
import { drawSign, legendStates } from './signs.ts';

type Shown = Extract<GraphPanelState, { readonly kind: 'shown' }>;

/** What the bar may ask for. */
export interface ToolbarListener {
  readonly onChoose: (choice: GraphChoice) => void;
  readonly onSearch: (text: string) => void;
  /** Enter in the search. */
  readonly onNext: () => void;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly onExport: (format: 'svg' | 'mermaid') => void;
}

/** The bar; it is made once and follows the snapshots. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly legend = element('section', { class: 'legend', 'aria-label': 'Legend', hidden: true }, ...legendParts());
  readonly #entry = element('select', { 'aria-label': 'Entry point' });
  readonly #scope = element('select', { 'aria-label': 'How much is shown' }, element('option', { value: 'order' }, 'Order of Kustomizations'), element('option', { value: 'all' }, 'With what they bring'));
  readonly #search = element('input', { type: 'search', placeholder: 'Search (press /)', 'aria-label': 'Search in the graph', spellcheck: 'false' });
  readonly #count = element('span', { class: 'count', role: 'status' });
  readonly #connection = element('span', { class: 'connection' });
  #entries = '';

  constructor(listener: ToolbarListener) {
    const choose = (): void => { listener.onChoose({ entry: this.#entry.value, scope: this.#scope.value === 'all' ? 'all' : 'order' }); };
    this.#entry.addEventListener('change', choose);
    this.#scope.addEventListener('change', choose);
    this.#search.addEventListener('input', () => { listener.onSearch(this.#search.value); });
    this.#search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') listener.onNext();
      if (event.key !== 'Escape') return;
      this.#search.value = '';
      listener.onSearch('');
    });
    const legendButton = button('info', 'Legend', () => {
      this.legend.hidden = !this.legend.hidden;
      legendButton.setAttribute('aria-expanded', String(!this.legend.hidden));
    });
    legendButton.setAttribute('aria-expanded', 'false');
    this.element = element(
      'header',
      { class: 'bar', role: 'toolbar', 'aria-label': 'Graph' },
      this.#entry,
      this.#scope,
      this.#search,
      this.#count,
      element('span', { class: 'space' }),
      this.#connection,
      button('zoom-out', 'Zoom out (-)', () => { listener.onZoom(1 / 1.25); }),
      button('zoom-in', 'Zoom in (+)', () => { listener.onZoom(1.25); }),
      button('screen-full', 'Show all (0)', () => { listener.onFit(); }),
      legendButton,
      button('file-media', 'Export as SVG', () => { listener.onExport('svg'); }),
      button('markdown', 'Export as Mermaid', () => { listener.onExport('mermaid'); }),
    );
  }

  /** Follows a snapshot. */
  show({ choice, entries, connection }: Shown): void {
    const key = JSON.stringify(entries);
    if (key !== this.#entries) {
      this.#entries = key;
      this.#entry.replaceChildren(...entries.map(({ id, label }) => element('option', { value: id }, label)));
      this.#entry.hidden = entries.length < 2;
    }
    this.#entry.value = choice.entry;
    this.#scope.value = choice.scope;
    this.#connection.textContent = connection.words;
    this.#connection.className = `connection ${connection.state}`;
  }

  /** Gives the search the keyboard. */
  focusSearch(): void {
    this.#search.focus();
    this.#search.select();
  }

  get searchText(): string {
    return this.#search.value;
  }

  /** Says how many boxes were found; empty for no search. */
  setCount(words: string): void {
    this.#count.textContent = words;
  }
}

function button(glyph: string, label: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'tool', title: label, 'aria-label': label }, icon(glyph));
  made.addEventListener('click', onClick);
  return made;
}

function legendParts(): readonly HTMLElement[] {
  const states = legendStates.map(([state, words]) => element('li', {}, svgElement('svg', { class: `state-${state ?? 'none'}`, width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': true }, drawSign(state)), words));
  const looks = [['order', 'is waited for by'], ['plain', 'applies, is the source of'], ['unresolved', 'not found here'], ['cycle', 'a circle: none of them starts']] as const;
  const lines = looks.map(([look, words]) => element('li', {}, svgElement('svg', { width: 28, height: 12, viewBox: '0 0 28 12', 'aria-hidden': true }, svgElement('path', { class: `edge ${look}`, d: 'M1 6H27' })), words));
  return [element('ul', {}, ...states), element('ul', {}, ...lines)];
}
