// A row whose measurement joins with the issue that builds its subject.

/**
 * @param {string} id Short name.
 * @param {string} what What will be measured.
 * @param {string} budget Its budget.
 * @returns {import('../bench.mjs').BenchRow} A row that says so.
 */
export function notYet(id, what, budget) {
  return { id, what, budget, measure: () => Promise.resolve('joins with its issue') };
}
