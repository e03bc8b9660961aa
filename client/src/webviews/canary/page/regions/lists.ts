/** The lists of the page: webhooks and gates, objects, events, notes. */
import { formatClock } from '../../../../../../server/src/flagger/durations.ts';
import type { CanaryAction, CanaryView } from '../../messages.ts';
import { element, icon, link, region } from '../dom.ts';
import type { Child } from '../dom.ts';
import { eventSign, hookSign } from '../signs.ts';
import { timeElement } from '../times.ts';
import type { RegionContext } from './context.ts';
import { objectName } from './context.ts';

/** Webhooks and gates; a closed gate that can be opened from here has its button beside it. */
export function renderHooks(context: RegionContext, actions: readonly CanaryAction[]): HTMLElement | undefined {
  const { hooks } = context.view;
  if (hooks.length === 0) return undefined;
  return region('hooks', 'Webhooks and gates', element('ul', { class: 'plain' }, ...hooks.map((hook) => renderHook(hook, context, actions))));
}

function renderHook(hook: CanaryView['hooks'][number], context: RegionContext, actions: readonly CanaryAction[]): Element {
  const sign = hookSign(hook.state);
  const when = hook.at === undefined ? undefined : timeElement({ kind: 'ago', at: hook.at }, context.now);
  return element('li', { class: 'line' }, icon(sign.icon, sign.tone),
    element('span', { class: 'what' }, hook.name), hook.name === hook.type ? undefined : element('span', { class: 'muted' }, hook.type),
    element('span', { class: `outcome ${hook.state === 'closed' || hook.state === 'failed' ? sign.tone : ''}` }, hook.words, when === undefined ? '' : ' ', when),
    gateButton(hook, context, actions),
    hook.note === undefined ? undefined : element('span', { class: 'muted words' }, hook.note));
}

function gateButton(hook: CanaryView['hooks'][number], context: RegionContext, actions: readonly CanaryAction[]): Child {
  const action = actions.find((each) => (each.id === 'openGate' || each.id === 'closeGate') && each.hook === hook.name);
  if (action === undefined) return undefined;
  const button = element('button', { type: 'button', class: action.id === 'openGate' ? 'main small' : 'small', title: action.title, 'data-key': `gate-${hook.name}` }, action.label);
  button.addEventListener('click', () => { context.post({ type: 'action', id: action.id, hook: hook.name }); });
  return button;
}

/** The objects that the canary stands on, each with the reason why it exists. */
export function renderObjects(context: RegionContext): HTMLElement {
  const items = context.view.objects.map((object) => element('li', { class: 'line', title: object.words },
    link(objectName(object), `object-${object.kind}-${object.name}`, `Open the live ${objectName(object)}: ${object.words}`, () => { context.post({ type: 'openObject', object: linkOf(object) }); }),
    object.detail === undefined ? undefined : element('strong', {}, object.detail),
    ...(object.images ?? []).map((image) => element('code', { class: 'image' }, image)),
    element('span', { class: 'muted words' }, object.words)));
  return region('objects', 'Objects', element('ul', { class: 'plain' }, ...items));
}

function linkOf(object: CanaryView['objects'][number]): CanaryView['target'] {
  return { group: object.group, kind: object.kind, name: object.name, ...(object.namespace === undefined ? {} : { namespace: object.namespace }) };
}

/** Flagger's events in plain words, newest first. */
export function renderEvents(context: RegionContext): HTMLElement {
  const { events } = context.view;
  if (events.length === 0) return region('events', 'Events', element('p', { class: 'note' }, 'No events: Kubernetes keeps them for about an hour.'));
  const items = events.map((event) => {
    const sign = eventSign(event.tone);
    return element('li', { class: 'line', title: event.message }, element('span', { class: 'clock', title: new Date(event.at).toLocaleString() }, formatClock(event.at)), icon(sign.icon, sign.tone),
      element('span', { class: 'what' }, event.words), event.count > 1 ? element('span', { class: 'muted', title: 'how often it was said' }, `×${event.count}`) : undefined,
      event.combined ? element('span', { class: 'muted', title: 'The API server merged several events into this one' }, 'merged') : undefined);
  });
  return region('events', 'Events', element('ul', { class: 'plain scroll', tabindex: '0', 'aria-label': 'Events, newest first', 'data-key': 'events' }, ...items));
}

/** What the plan makes worth knowing: overshoot, checks that cannot fail, ignored fields. */
export function renderNotes(context: RegionContext): HTMLElement | undefined {
  const { notes } = context.view;
  if (notes.length === 0) return undefined;
  return region('notes', 'Worth knowing', element('ul', { class: 'plain' }, ...notes.map((note) => element('li', { class: 'line' }, icon('info', 'muted'), element('span', { class: 'what' }, ...codeSpans(note))))));
}

/** Backquoted words become code. */
function codeSpans(text: string): readonly Child[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part));
}
