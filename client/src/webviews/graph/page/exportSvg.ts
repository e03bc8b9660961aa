/** The drawing as an SVG file of its own: colours and fonts of the theme written into each element. */

const written = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size', 'font-weight', 'opacity'] as const;

/** The text of the file. `width` and `height` are the picture's. */
export function exportSvg(world: SVGGElement, width: number, height: number): string {
  const namespace = 'http://www.w3.org/2000/svg';
  const file = document.createElementNS(namespace, 'svg');
  file.setAttribute('xmlns', namespace);
  file.setAttribute('viewBox', `0 0 ${width} ${height}`);
  file.setAttribute('width', String(width));
  file.setAttribute('height', String(height));
  const copy = world.cloneNode(true);
  if (!(copy instanceof SVGGElement)) return '';
  copy.removeAttribute('transform');
  // It comes last, so that the others are found by their number all the same.
  copy.querySelector('.far')?.remove();
  copy.classList.remove('from-afar', 'has-choice');
  const originals = [...world.querySelectorAll('*')];
  for (const [index, element] of [...copy.querySelectorAll('*')].entries()) {
    const original = originals[index];
    if (original === undefined) continue;
    const style = getComputedStyle(original);
    for (const name of written) element.setAttribute(name, style.getPropertyValue(name));
    for (const name of ['style', 'tabindex', 'role', 'aria-pressed']) element.removeAttribute(name);
  }
  const ground = document.createElementNS(namespace, 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  file.append(ground, copy);
  return new XMLSerializer().serializeToString(file);
}
