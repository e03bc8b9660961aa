// The rows of the bench, in the order of the budgets. Registration is one line here.
import { activation } from './activation.mjs';
import { checkRepository } from './checkRepository.mjs';
import { completion, keystroke, memory } from './languageServer.mjs';
import { notYet } from './notYet.mjs';
import { packageSize } from './packageSize.mjs';

/** @type {readonly import('../bench.mjs').BenchRow[]} */
export const rows = [
  checkRepository,
  notYet('roots', 'all kustomize roots of a repository in one process, start-up included', '≥ 5× faster than the `kustomize` binary for each root'),
  notYet('nested', 'all Kustomizations of a cluster, nested', '≥ 10× faster than `flux-local build ks`, ≥ 6× than `flux build --recursive`'),
  keystroke,
  completion,
  memory,
  activation,
  notYet('cluster', 'cluster with 1,000 Kustomizations, 3,000 HelmReleases, 500 Canaries: change → tree', '≤ 300 ms, no request at rest'),
  packageSize,
];
