/** The signs of state as small drawings, so that an exported picture has them too: shape and colour, never colour alone. */
import { svgElement } from '../../canary/page/dom.ts';
import type { PictureEdge, PictureNode } from '../messages.ts';

type State = NonNullable<PictureNode['state']>;

const circle = 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z';

/** Outline and strokes within a square of 16. A filled outline takes the strokes in the colour of the background. */
const drawings: Readonly<Record<State | 'none', { readonly outline: string; readonly filled: boolean; readonly strokes: string }>> = {
  ready: { outline: circle, filled: true, strokes: 'M5 8.2l2.1 2.1L11 6' },
  failed: { outline: circle, filled: true, strokes: 'M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8' },
  stalled: { outline: circle, filled: false, strokes: 'M3.6 3.6l8.8 8.8' },
  waiting: { outline: circle, filled: false, strokes: 'M8 4.4V8l2.4 1.6' },
  reconciling: { outline: '', filled: false, strokes: 'M13.4 7.4A5.5 5.5 0 0 0 3.2 5.2M2.6 8.6a5.5 5.5 0 0 0 10.2 2.2M3 2.4v2.9h2.9M13 13.6v-2.9h-2.9' },
  suspended: { outline: '', filled: false, strokes: 'M5.5 3.5v9M10.5 3.5v9' },
  unknown: { outline: circle, filled: false, strokes: 'M6.3 6.4a1.8 1.8 0 1 1 2.5 1.7c-.6.3-.8.6-.8 1.2M8 11.3v.3' },
  none: { outline: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z', filled: false, strokes: '' },
};

/** The sign of a state, as a group of 16 by 16. */
export function drawSign(state: State | undefined): SVGGElement {
  const { outline, filled, strokes } = drawings[state ?? 'none'];
  return svgElement(
    'g',
    { class: `sign ${filled ? 'filled' : 'open'}` },
    ...(outline === '' ? [] : [svgElement('path', { class: 'outline', d: outline })]),
    ...(strokes === '' ? [] : [svgElement('path', { class: 'strokes', d: strokes })]),
  );
}

/** Each state with its word, in the order of the legend. */
export const legendStates: readonly (readonly [State | undefined, string])[] = [
  ['ready', 'ready'],
  ['reconciling', 'reconciling'],
  ['waiting', 'waiting for something else'],
  ['failed', 'failed, will be tried again'],
  ['stalled', 'stalled, will not be tried again'],
  ['suspended', 'suspended'],
  ['unknown', 'unknown'],
  [undefined, 'no live state'],
];

/** What each arrow means, told from the box where it begins (`there`) and from the box where it ends (`back`). */
export const edgeWords: Readonly<Record<PictureEdge['kind'], { readonly there: string; readonly back: string }>> = {
  source: { there: 'is the source of', back: 'comes from' },
  dependsOn: { there: 'is waited for by', back: 'waits for' },
  applies: { there: 'applies', back: 'is applied by' },
  chart: { there: 'holds the chart of', back: 'takes its chart from' },
  target: { there: 'releases', back: 'is released by' },
  image: { there: 'gives images to', back: 'takes images from' },
};

/** The class of an edge's look. */
export function edgeLook({ kind, resolved, cycle }: PictureEdge): 'cycle' | 'unresolved' | 'order' | 'plain' {
  return cycle ? 'cycle' : !resolved ? 'unresolved' : kind === 'dependsOn' ? 'order' : 'plain';
}
