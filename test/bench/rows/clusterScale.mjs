// How long a change in a large cluster takes to the tree, on a real API server. What VS Code needs to paint the rows comes after it and is not in the figure.
import { register } from 'node:module';
import { median, percentile } from '../bench.mjs';

/** @type {import('../bench.mjs').BenchRow} */
export const clusterScale = {
  id: 'cluster',
  what: 'cluster with 1,000 Kustomizations, 3,000 HelmReleases, 500 Canaries: change → tree',
  budget: 'p95 ≤ 300 ms, no request at rest',
  async measure() {
    register(new URL('../../cluster/harness/typescriptHooks.mjs', import.meta.url));
    const { measureClusterScale } = await import('../clusterScale.ts');
    const found = await measureClusterScale();
    if (typeof found === 'string') return found;
    const numbers = {
      p95Milliseconds: percentile(found.changeToTree, 0.95),
      medianMilliseconds: median(found.changeToTree),
      drawingMilliseconds: median(found.drawing),
      untilLiveMilliseconds: found.untilLive,
      requestsAtRest: found.requestsAtRest,
      heapMegabytes: found.heapMegabytes,
      cpuMilliseconds: found.cpuPerChange,
    };
    const { p95Milliseconds, medianMilliseconds, drawingMilliseconds, untilLiveMilliseconds, requestsAtRest, heapMegabytes, cpuMilliseconds } = numbers;
    return {
      value: `p95 ${Math.round(p95Milliseconds)} ms, median ${Math.round(medianMilliseconds)} ms (drawing ${Math.round(drawingMilliseconds)} ms, processor ${Math.round(cpuMilliseconds)} ms), ${requestsAtRest} requests at rest, live after ${(untilLiveMilliseconds / 1000).toFixed(1)} s, heap ${Math.round(heapMegabytes)} MB`,
      kept: p95Milliseconds <= 300 && requestsAtRest === 0,
      numbers,
    };
  },
};
