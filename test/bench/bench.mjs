// What a row of the bench is, and small tools for measuring.

/**
 * What a row found.
 * @typedef {object} Measurement
 * @property {string} value What was measured, as a person reads it: `1.6× (2.4 s against 1.5 s)`.
 * @property {boolean | undefined} kept Whether the budget is kept; `undefined` where there is none.
 * @property {Record<string, number>} numbers The same as numbers, for comparison between runs. Names end in their unit.
 */

/**
 * One line of the table.
 * @typedef {object} BenchRow
 * @property {string} id Short name for the command line.
 * @property {string} what What is measured, in the words of the budget.
 * @property {string} budget The budget.
 * @property {(context: BenchContext) => Promise<Measurement | string>} measure A string says why it could not be measured here.
 */

/**
 * What a row may use.
 * @typedef {object} BenchContext
 * @property {string} root The checkout.
 * @property {(name: string) => string | undefined} corpus Folder of a public repository beside the checkout; undefined when it is not there.
 * @property {number} rounds How often each side of a comparison is run.
 */

/**
 * @param {readonly number[]} values At least one number.
 * @returns {number} The one in the middle.
 */
export function median(values) {
  return percentile(values, 0.5);
}

/**
 * @param {readonly number[]} values At least one number.
 * @param {number} share Such as 0.95.
 * @returns {number} The smallest value that this share of all does not exceed.
 */
export function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

/**
 * Times something once.
 * @param {() => unknown} work What to do; a promise is awaited.
 * @returns {Promise<number>} Milliseconds.
 */
export async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * Runs two kinds of work in turn, so that a machine which slows down slows both.
 * @param {number} rounds How often each is run.
 * @param {() => unknown} one The first.
 * @param {() => unknown} other The second.
 * @returns {Promise<{ one: number, other: number }>} Median milliseconds of each.
 */
export async function compare(rounds, one, other) {
  /** @type {number[]} */
  const ones = [];
  /** @type {number[]} */
  const others = [];
  for (let round = 0; round < rounds; round++) {
    ones.push(await timed(one));
    others.push(await timed(other));
  }
  return { one: median(ones), other: median(others) };
}
