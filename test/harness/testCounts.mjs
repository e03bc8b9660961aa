// Counts the tests of real runs from the JSON reports which vitest wrote, for the closing line of a run.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

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
 * What went wrong in a run, a line each: tests that failed, files that could not run, and tests that passed only when they were tried again.
 * @param {string} file A report of vitest's `json` reporter.
 * @returns {Promise<readonly string[]>} Nothing where there is no readable report: `readTestCounts` says that.
 */
export async function readTroubles(file) {
  /** @type {unknown} */
  let report;
  try {
    report = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return [];
  }
  return listOf(report, 'testResults').flatMap((suite) => {
    const where = basename(textOf(suite, 'name'));
    const tests = listOf(suite, 'assertionResults');
    const alone = textOf(suite, 'status') === 'failed' && tests.every((test) => textOf(test, 'status') !== 'failed') ? [`failed: ${where}: ${firstLine(textOf(suite, 'message'))}`] : [];
    return [...alone, ...tests.flatMap((test) => troubleOf(test, where))];
  });
}

/**
 * @param {unknown} test One result of a test.
 * @param {string} where Its file.
 * @returns {readonly string[]} A line, or none.
 */
function troubleOf(test, where) {
  const [first] = listOf(test, 'failureMessages');
  if (typeof first !== 'string' && textOf(test, 'status') !== 'failed') return [];
  return [`${textOf(test, 'status') === 'failed' ? 'failed' : 'passed at the second try'}: ${where} > ${textOf(test, 'fullName')}: ${firstLine(typeof first === 'string' ? first : 'no reason given')}`];
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

/** @param {string} text Several lines. @returns {string} The first of them, without colours. */
function firstLine(text) {
  return stripVTControlCharacters(text).split('\n', 1)[0] ?? '';
}

/** @param {unknown} of A parsed object. @param {string} field A name in it. @returns {readonly unknown[]} Its list, an empty one where there is none. */
function listOf(of, field) {
  /** @type {unknown} */
  const value = typeof of === 'object' && of !== null ? Object.entries(of).find(([name]) => name === field)?.[1] : undefined;
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} of A parsed object. @param {string} field A name in it. @returns {string} Its text, empty where there is none. */
function textOf(of, field) {
  /** @type {unknown} */
  const value = typeof of === 'object' && of !== null ? Object.entries(of).find(([name]) => name === field)?.[1] : undefined;
  return typeof value === 'string' ? value : '';
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
