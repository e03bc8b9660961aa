/** Stands in for Prometheus: answers questions about a workload of the demo with what its canary does under load, so that the panel has lines to draw. */
import { readList, readPath, readString } from '../../../../server/src/flagger/jsonRead.ts';
import type { ServiceHandler } from '../kubeApi/serviceProxy.ts';
import { behaviourOfImages, type Behaviour } from './canaryChecks.ts';

/** The most values of one answer, as Prometheus has a limit too. */
const mostValues = 11_000;

/** Makes the program behind the Service. `findTarget` gives the live workload that a question is about. */
export function metricsServer(findTarget: (namespace: string, name: string) => unknown): ServiceHandler {
  return ({ path, query }) => {
    if (path !== '/api/v1/query_range') return { status: 404, body: 'not found' };
    const asked = new URLSearchParams(query);
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(asked.get(name)));
    if (start === undefined || end === undefined || step === undefined || !(step > 0) || !(end >= start) || (end - start) / step > mostValues) return { status: 400, body: JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'invalid range' }) };
    const text = asked.get('query') ?? '';
    const namespace = /(?:namespace|workload_namespace)="([^"]*)"/.exec(text)?.[1] ?? '';
    const name = /(?:deployment|workload)=~?"([^"]*)"/.exec(text)?.[1] ?? '';
    const target = findTarget(namespace, name);
    const values = target === undefined ? [] : Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => [start + index * step, valueAt(text, behaviourOfImages(imagesOf(target)), start + index * step)]);
    const result = values.length === 0 ? [] : [{ metric: {}, values }];
    return { status: 200, contentType: 'application/json', body: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }) };
  };
}

/** Real measurements are never flat: a wave of one per cent, the same for each second however often it is asked for. */
function valueAt(query: string, behaviour: Behaviour, second: number): string {
  const wave = Math.sin(second / 7) * 0.6 + Math.sin(second / 17) * 0.4;
  if (query.includes('latency')) return (behaviour.durationMs * (1 + wave / 10)).toFixed(1);
  if (query.includes('classification')) return Math.min(100, behaviour.successRate + wave / 2).toFixed(2);
  return Math.max(0, behaviour.custom + wave / 5).toFixed(2);
}

function imagesOf(workload: unknown): readonly string[] {
  return readList(readPath(workload, 'spec', 'template', 'spec', 'containers')).map((container) => readString(readPath(container, 'image')) ?? '');
}
