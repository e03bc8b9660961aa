// `npm run test:cluster`: the suite on a real control plane, which is built once. `npm run test:cluster -- NAME` runs the files whose path matches, `-- --build` only builds.
import { register } from 'node:module';

register(new URL('./harness/typescriptHooks.mjs', import.meta.url));
const { runSuite } = await import('./harness/runSuite.ts');
process.exitCode = await runSuite(process.argv.slice(2));
