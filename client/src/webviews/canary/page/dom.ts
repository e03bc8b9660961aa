/** Makes DOM elements without HTML strings, so that nothing of the cluster is ever parsed as HTML. */

/** Attributes of an element; `undefined` and `false` leave one out, `true` sets it empty. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A child: text or an element; `undefined` is skipped. */
export type Child = Element | string | undefined;

/** An HTML element with attributes, children and, for buttons, a click handler. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  append(made, children);
  return made;
}

/** An SVG element. */
export function svgElement<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  append(made, children);
  return made;
}

/** A codicon; it is decoration, the words beside it carry the meaning. */
export function icon(name: string, tone = ''): HTMLElement {
  const [glyph, modifier] = name.split('~');
  return element('span', { class: ['codicon', `codicon-${glyph ?? ''}`, modifier === 'spin' ? 'codicon-modifier-spin' : '', tone].filter((part) => part !== '').join(' '), 'aria-hidden': 'true' });
}

/** A button that looks like a link; `key` lets the focus survive a new rendering. */
export function link(text: string, key: string, title: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', { class: 'link', type: 'button', title, 'data-key': key }, text);
  made.addEventListener('click', onClick);
  return made;
}

/** A labelled region with a heading. */
export function region(id: string, heading: string, ...children: readonly Child[]): HTMLElement {
  return element('section', { class: `region ${id}`, 'aria-labelledby': `heading-${id}` }, element('h2', { id: `heading-${id}` }, heading), ...children);
}

/** Replaces the children of `parent`, keeping the focus on the element with the same key, and open what was opened (`data-open`). */
export function replaceChildren(parent: Element, ...children: readonly Child[]): void {
  const open = new Set([...parent.querySelectorAll('details[data-open][open]')].map((each) => each.getAttribute('data-open')));
  const focused = document.activeElement;
  const key = focused !== null && parent.contains(focused) ? focused.getAttribute('data-key') : null;
  parent.replaceChildren(...children.filter((child) => child !== undefined));
  for (const each of parent.querySelectorAll('details[data-open]')) each.toggleAttribute('open', open.has(each.getAttribute('data-open')));
  if (key === null) return;
  const again = [...parent.querySelectorAll<HTMLElement>('[data-key]')].find((each) => each.getAttribute('data-key') === key);
  again?.focus({ preventScroll: true });
}

/** Sets attributes; `undefined` and `false` leave one out, `true` sets it empty. */
export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    target.setAttribute(name, value === true ? '' : String(value));
  }
}

function append(target: Element, children: readonly Child[]): void {
  for (const child of children) if (child !== undefined) target.append(child);
}
