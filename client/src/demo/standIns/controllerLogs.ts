/** What the controllers print: one JSON object a line, as those of Flux (controller-runtime) and Flagger (zap) do. */
import { nameOf } from '../kubeApi/clusterApi.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { textAt } from '../kubeApi/json.ts';
import type { EventWords } from './eventRecorder.ts';

/** Lines that are kept of each controller. */
const kept = 5000;

/** The logs of all controllers, by the name that their Pods are labelled with. */
export class ControllerLogs {
  readonly #lines = new Map<string, string[]>();

  /** Prints what a controller says about an object. `now` in milliseconds since 1970. */
  print(component: string, object: JsonObject, words: EventWords, now: number): void {
    const lines = this.#lines.get(component) ?? [];
    this.#lines.set(component, lines);
    const ts = new Date(now).toISOString();
    lines.push(JSON.stringify(component === 'flagger' ? flaggerLine(object, words, ts) : fluxLine(object, words, ts)));
    lines.splice(0, lines.length - kept);
  }

  /** The lines of a controller, oldest first. */
  read(component: string): readonly string[] {
    return this.#lines.get(component) ?? [];
  }
}

function flaggerLine(object: JsonObject, { type, message }: EventWords, ts: string): JsonObject {
  const { namespace, name } = nameOf(object);
  return { level: type === 'Warning' ? 'error' : 'info', ts, caller: 'controller/events.go:39', msg: message, canary: `${name}.${namespace}` };
}

function fluxLine(object: JsonObject, { type, message, annotations }: EventWords, ts: string): JsonObject {
  const { namespace, name } = nameOf(object);
  const kind = textAt(object, 'kind') ?? '';
  const [group = ''] = (textAt(object, 'apiVersion') ?? '').split('/');
  const revision = Object.entries(annotations ?? {}).find(([key]) => key.endsWith('/revision'))?.[1];
  const about = { controller: kind.toLowerCase(), controllerGroup: group, controllerKind: kind, [kind]: { name, namespace }, namespace, name, ...(revision === undefined ? {} : { revision }) };
  return type === 'Warning' ? { level: 'error', ts, msg: 'Reconciler error', ...about, error: message } : { level: 'info', ts, msg: message, ...about };
}
