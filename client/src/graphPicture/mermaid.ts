// The picture as a Mermaid flowchart, for READMEs and merge requests.
import type { ReadyState } from '../../../server/src/protocol/clusterFacts.ts';
import { escapeMermaid } from '../../../server/src/protocol/mermaidText.ts';
import type { Picture } from './picture.ts';

const colours: Readonly<Record<ReadyState, string>> = { ready: '#2e7d32', reconciling: '#1565c0', waiting: '#b26a00', failed: '#c62828', stalled: '#c62828', suspended: '#757575', unknown: '#757575' };

/** The text. States become classes; unresolved arrows are dotted, circles are thick. */
export function printPictureMermaid({ nodes, edges }: Picture): string {
  const alias = new Map(nodes.map(({ id }, index) => [id, `n${index}`] as const));
  const boxes = nodes.map(({ id, object, state }) => `  ${alias.get(id) ?? ''}["${escapeMermaid(`${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`)}${state === undefined ? '' : `<br/>${state}`}"]${state === undefined ? '' : `:::${state}`}`);
  const arrows = edges.map(({ from, to, kind, resolved, cycle }) => `  ${alias.get(from) ?? ''} ${cycle ? '==>' : resolved ? '-->' : '-.->'}|${kind}| ${alias.get(to) ?? ''}`);
  const used = new Set(nodes.flatMap(({ state }) => (state === undefined ? [] : [state])));
  const classes = [...used].sort().map((state) => `  classDef ${state} stroke:${colours[state]},stroke-width:2px`);
  return ['flowchart LR', ...boxes, ...arrows, ...classes, ''].join('\n');
}
