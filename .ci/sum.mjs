// Prints the closing line of a CI run from the test reports, and fails when anything was red. Arguments: names of the red steps.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printTestCounts, readTestCounts, readTroubles, sumTestCounts } from '../test/harness/testCounts.mjs';

const results = join(dirname(fileURLToPath(import.meta.url)), '..', 'test', 'results');
const reports = ['unit.json', 'oracle.json', 'rename.json', 'e2e.json', 'cluster.json'].map((file) => join(results, file));
const counts = sumTestCounts(await Promise.all(reports.map(readTestCounts)));
// Named once more at the end: whoever reads only the end of a long log must see what was red, and what was not at once green.
for (const trouble of (await Promise.all(reports.map(readTroubles))).flat()) console.log(trouble);
const redSteps = process.argv.slice(2);
// A red step whose tests all passed, such as lint, is a failure that no report knows.
const untested = redSteps.filter((step) => !/^npm (test|run test:e2e|run test:oracle|run test:rename|run test:cluster)$/.test(step)).length;
const failed = counts.failed + untested || redSteps.length;
console.log(printTestCounts({ ...counts, failed }));
process.exitCode = failed > 0 ? 1 : 0;
