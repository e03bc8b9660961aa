// `up.mjs`: a control plane for developers, up until Ctrl-C.
import { once } from 'node:events';
import { join } from 'node:path';
import { ensureBinaries } from './binaries.ts';
import { startControlPlane, type Part } from './controlPlane.ts';
import { controlPlaneVariable } from './controlPlaneInfo.ts';

const allParts: readonly Part[] = ['workloads', 'flux', 'helm', 'flagger'];

/** Runs until a signal; answers the exit code. */
export async function keepControlPlaneUp(args: readonly string[]): Promise<number> {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const wanted = args[0] === '--parts' ? (args[1] ?? '').split(',') : allParts;
  const parts = allParts.filter((part) => wanted.includes(part));
  const outcome = await ensureBinaries(process.env, print);
  if (outcome.type === 'missing') {
    print(`no control plane: ${outcome.reason}`);
    return 1;
  }
  // Asked to stop while it starts, it stops when it has started: whoever is more impatient ends us, and the keeper cleans up.
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const controlPlane = await startControlPlane({ binaries: outcome.binaries, parts, tell: print });
  const { info } = controlPlane;
  print(`\nexport KUBECONFIG=${info.kubeconfig}`);
  print(`export PATH=${info.programFolder}:$PATH`);
  print(`export ${controlPlaneVariable}=${join(info.folder, 'control-plane.json')}`);
  print(`\nGit: ${info.gitUrl}/NAME.git   metrics: ${info.metricsUrl}   logs: ${info.logFolder}\nCtrl-C stops everything and removes ${info.folder}`);
  await asked;
  print('stopping');
  await controlPlane.stop();
  return 0;
}
