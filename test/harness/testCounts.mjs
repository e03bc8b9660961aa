// Counts the tests of real runs from the JSON reports which vitest wrote, for the closing line of a run.
import { readFile } from 'node:fs/promises';

/**
 * What came out of a run.
 * @typedef {object} TestCounts
 * @property {number} passed
 * @property {number} failed Failed tests, and files that could not run at all.
 * @property {number} skipped
 */

/**
 * Reads one report.
 * @param {string} file A report of vitest's `json` reporter.
 * @returns {Promise<TestCounts>} Its counts; a report that is missing or unreadable counts as one failure, since its run did not end well.
 */
export async function readTestCounts(file) {
  /** @type {unknown} */
  let report;
  try {
    report = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    console.error(`no readable report at ${file}: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const passed = readCount(report, 'numPassedTests');
  const failedTests = readCount(report, 'numFailedTests');
  const skipped = readCount(report, 'numPendingTests') + readCount(report, 'numTodoTests');
  // A file that fails to load, or an error outside of a test, fails no test; the run failed all the same.
  const hidden = failedTests === 0 && !succeeded(report) ? 1 : 0;
  return { passed, failed: failedTests + hidden, skipped };
}

/**
 * @param {readonly TestCounts[]} all Counts of several runs.
 * @returns {TestCounts} Their sum.
 */
export function sumTestCounts(all) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of all) {
    sum.passed += counts.passed;
    sum.failed += counts.failed;
    sum.skipped += counts.skipped;
  }
  return sum;
}

/**
 * @param {TestCounts} counts Counts.
 * @returns {string} `N passed, N failed`, with the skipped ones when there are any.
 */
export function printTestCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * @param {unknown} report A parsed report.
 * @param {string} field Name of a number in it.
 * @returns {number} Its value, 0 where it is missing.
 */
function readCount(report, field) {
  if (typeof report !== 'object' || report === null) return 0;
  /** @type {unknown} */
  const value = Object.entries(report).find(([name]) => name === field)?.[1];
  return typeof value === 'number' ? value : 0;
}

/**
 * @param {unknown} report A parsed report.
 * @returns {boolean} Whether vitest called the whole run a success.
 */
function succeeded(report) {
  return typeof report === 'object' && report !== null && 'success' in report && report.success === true;
}
