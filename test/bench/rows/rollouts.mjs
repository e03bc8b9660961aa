// What many rollouts at once cost the extension host: time of a processor, which other processes beside it do not change.
import { register } from 'node:module';
import { median, percentile } from '../bench.mjs';

/** @type {import('../bench.mjs').BenchRow} */
export const rollouts = {
  id: 'rollouts',
  what: '500 Canaries, 50 rolling out: one redraw of the Rollouts view, and of the panel of several, after five of them took a step',
  budget: 'p95 ≤ 100 ms of processor time each (the views are drawn at most each 100 ms)',
  async measure() {
    register(new URL('../../cluster/harness/typescriptHooks.mjs', import.meta.url));
    const { measureRollouts } = await import('../rollouts.ts');
    const { view, several, record, allAtOnce, first } = await measureRollouts();
    const numbers = { viewMilliseconds: percentile(view, 0.95), severalMilliseconds: percentile(several, 0.95), recordMilliseconds: percentile(record, 0.95), allAtOnceMilliseconds: percentile(allAtOnce, 0.95), firstMilliseconds: first };
    const words = (name, values) => `${name} p95 ${percentile(values, 0.95).toFixed(0)} ms, median ${median(values).toFixed(0)} ms`;
    return { value: [words('view', view), words('panel', several), words('recorder', record), words('view while all fifty step at once', allAtOnce), `first drawing ${first.toFixed(0)} ms`].join('; '), kept: numbers.viewMilliseconds <= 100 && numbers.severalMilliseconds <= 100, numbers };
  },
};
