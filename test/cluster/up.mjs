// `node test/cluster/up.mjs`: starts the real control plane and prints how to use it, until Ctrl-C. `--parts workloads,flux,helm,flagger` chooses (all by default).
import { register } from 'node:module';

register(new URL('./harness/typescriptHooks.mjs', import.meta.url));
const { keepControlPlaneUp } = await import('./harness/keepUp.ts');
process.exitCode = await keepControlPlaneUp(process.argv.slice(2));
