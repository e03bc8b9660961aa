/** Answers for the logs of Pods, in the API server's words where there are none (pkg/registry/core/pod/strategy.go `LogLocation`, pkg/kubelet `validateContainerLogStatus`). */
import { ApiError, badRequest } from './apiError.ts';
import { nameOf } from './clusterApi.ts';
import { objectsAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';

/** What a container of a Pod has printed so far, line by line. */
export type PrintedLines = (pod: JsonObject, container: string) => readonly string[];

/** The logs of the cluster. */
export class PodLogs {
  #printed: PrintedLines = () => [];

  /** Says who knows what is printed. */
  readFrom(printed: PrintedLines): void {
    this.#printed = printed;
  }

  /** The text of a log; `undefined` for a Pod that no node runs. A log that is to be followed ends with what there is. */
  read(pod: JsonObject, query: URLSearchParams): string | undefined {
    const container = chooseContainer(pod, query.get('container') ?? '');
    if (textAt(pod, 'spec', 'nodeName') === undefined) return undefined;
    if (!objectsAt(pod, 'status', 'containerStatuses').some((status) => status['name'] === container)) throw badRequest(`container "${container}" in pod "${nameOf(pod).name}" is waiting to start: ContainerCreating`);
    const lines = this.#printed(pod, container);
    const tail = query.get('tailLines');
    return (tail === null ? lines : lines.slice(Math.max(0, lines.length - readCount(tail)))).map((line) => `${line}\n`).join('');
  }
}

function chooseContainer(pod: JsonObject, wanted: string): string {
  const { name } = nameOf(pod);
  const [containers, initContainers] = ['containers', 'initContainers'].map((field) => objectsAt(pod, 'spec', field).map((container) => textAt(container, 'name') ?? ''));
  const [only, ...more] = containers ?? [];
  if (wanted !== '') {
    if (![...(containers ?? []), ...(initContainers ?? [])].includes(wanted)) throw badRequest(`container ${wanted} is not valid for pod ${name}`);
    return wanted;
  }
  if (only !== undefined && more.length === 0) return only;
  const init = (initContainers ?? []).length === 0 ? '' : ` or one of the init containers: [${(initContainers ?? []).join(' ')}]`;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${(containers ?? []).join(' ')}]${init}`);
}

function readCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new ApiError(400, 'BadRequest', `strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Number(text);
}
