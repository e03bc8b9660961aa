/** Records what controllers say about objects as core v1 Events; the same words again only raise the count. */
import { nameOf } from '../kubeApi/clusterApi.ts';
import type { ClusterApi } from '../kubeApi/clusterApi.ts';
import { numberAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { toTimestamp } from '../scheduler.ts';
import type { Scheduler } from '../scheduler.ts';
import { ControllerLogs } from './controllerLogs.ts';

/** What is said. */
export interface EventWords {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const lifetimeMs = 3_600_000;

/** Writes Events, and what is said of them into the log of who says it. */
export class EventRecorder {
  readonly logs = new ControllerLogs();
  readonly #api: ClusterApi;
  readonly #scheduler: Scheduler;
  #count = 0;

  constructor(api: ClusterApi, scheduler: Scheduler) {
    this.#api = api;
    this.#scheduler = scheduler;
  }

  /** Says something about an object on behalf of a component such as `flagger`. */
  record(object: JsonObject, component: string, words: EventWords): void {
    this.logs.print(component, object, words, this.#scheduler.now());
    const events = this.#api.kinds.findById('events');
    if (events === undefined) return;
    const { namespace, name } = nameOf(object);
    const eventNamespace = namespace === '' ? 'default' : namespace;
    const now = toTimestamp(this.#scheduler.now());
    const uid = textAt(object, 'metadata', 'uid');
    const same = this.#api.list(events, eventNamespace).find((event) => textAt(event, 'involvedObject', 'uid') === uid && event['reason'] === words.reason && event['message'] === words.message && textAt(event, 'source', 'component') === component);
    if (same !== undefined) {
      this.#api.update(events, nameOf(same), { ...same, count: (numberAt(same, 'count') ?? 1) + 1, lastTimestamp: now }, { manager: component });
      return;
    }
    const eventName = `${name}.${(this.#scheduler.now() * 1000 + this.#count++).toString(16)}`;
    this.#api.create(
      events,
      eventNamespace,
      {
        metadata: { name: eventName, ...(words.annotations === undefined ? {} : { annotations: words.annotations }) },
        involvedObject: { apiVersion: object['apiVersion'], kind: object['kind'], namespace: namespace === '' ? undefined : namespace, name, uid, resourceVersion: textAt(object, 'metadata', 'resourceVersion') },
        type: words.type,
        reason: words.reason,
        message: words.message,
        source: { component },
        reportingComponent: component,
        reportingInstance: '',
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
      },
      { manager: component },
    );
    this.#forgetLater(eventNamespace, eventName);
  }

  #forgetLater(namespace: string, name: string): void {
    this.#scheduler.after(lifetimeMs, () => {
      const events = this.#api.kinds.findById('events');
      if (events === undefined || this.#api.find(events, { namespace, name }) === undefined) return;
      this.#api.delete(events, { namespace, name });
    });
  }
}
