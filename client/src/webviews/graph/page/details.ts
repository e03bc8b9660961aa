/** The side of the panel: what is known of the chosen box, and what can be done with it. */
import { element, link, svgElement, type Child } from '../../canary/page/dom.ts';
import type { GraphAction, GraphPanelState, PictureNode } from '../messages.ts';
import { drawSign, edgeWords } from './signs.ts';

type Shown = Extract<GraphPanelState, { readonly kind: 'shown' }>;

/** What the side may ask for. */
export interface DetailsListener {
  readonly onAction: (node: string, id: GraphAction['id']) => void;
  readonly onChoose: (node: string) => void;
}

/** The content for a chosen box; empty without one. */
export function renderDetails(state: Shown, node: PictureNode | undefined, listener: DetailsListener): readonly Child[] {
  if (node === undefined) return [];
  const { kind, namespace, name } = node.object;
  const sign = svgElement('svg', { class: `state-${node.state ?? 'none'}`, width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': true }, drawSign(node.state));
  return [
    element('h2', {}, name),
    element('p', { class: 'kind' }, `${kind}${namespace === undefined ? '' : ` in namespace ${namespace}`}`),
    element('p', { class: 'state' }, sign, element('span', {}, stateWords(state, node))),
    facts(node),
    relations(state, node, listener),
    actions(state, node, listener),
  ];
}

function stateWords({ connection }: Shown, { state, words, origin }: PictureNode): string {
  if (origin === 'missing') return words;
  if (state !== undefined) return words === '' ? state : `${state}: ${words}`;
  return connection.state === 'none' ? 'no cluster is connected' : origin === 'files' ? 'not in the cluster' : 'nothing is known of it';
}

function facts({ facts: known }: PictureNode): Child {
  const rows = known.filter(([, value]) => value !== '');
  if (rows.length === 0) return undefined;
  return element('dl', {}, ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}

/** What it is joined to, as links within the picture. */
function relations({ picture }: Shown, { id }: PictureNode, { onChoose }: DetailsListener): Child {
  const lines = picture.edges.flatMap((edge) => {
    const other = edge.from === id ? edge.to : edge.to === id ? edge.from : undefined;
    if (other === undefined) return [];
    const label = other.slice(other.indexOf('/') + 1);
    const goes = link(label, `relation ${other} ${edge.kind}`, other, () => { onChoose(other); });
    const mark = edge.cycle ? ' (a circle)' : edge.resolved ? '' : ' (not found)';
    const words = edge.from === id ? edgeWords[edge.kind].there : edgeWords[edge.kind].back;
    return [element('li', {}, `${words} `, goes, mark)];
  });
  return lines.length === 0 ? undefined : element('ul', { class: 'relations', 'aria-label': 'Joined to' }, ...lines);
}

function actions({ actions: offered }: Shown, { id }: PictureNode, { onAction }: DetailsListener): Child {
  const buttons = (offered[id] ?? []).map((action) => {
    const button = element('button', { type: 'button', class: 'action', 'data-key': `action ${action.id}` }, action.label);
    button.addEventListener('click', () => { onAction(id, action.id); });
    return button;
  });
  return buttons.length === 0 ? undefined : element('div', { class: 'actions' }, ...buttons);
}
