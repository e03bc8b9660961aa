// The rows of the bench, in the order of the budgets. Registration is one line here.
import { activation } from './activation.mjs';
import { badInput } from './badInput.mjs';
import { checkRepository } from './checkRepository.mjs';
import { clusterScale } from './clusterScale.mjs';
import { graphPanel } from './graphPanel.mjs';
import { kustomizeRoots } from './kustomizeRoots.mjs';
import { completion, keystroke, memory, sharedBase } from './languageServer.mjs';
import { nestedTree } from './nestedTree.mjs';
import { packageSize } from './packageSize.mjs';
import { panelPainting } from './panelPainting.mjs';
import { rollouts } from './rollouts.mjs';

/** @type {readonly import('../bench.mjs').BenchRow[]} */
export const rows = [
  checkRepository,
  kustomizeRoots,
  nestedTree,
  keystroke,
  sharedBase,
  completion,
  memory,
  activation,
  clusterScale,
  rollouts,
  panelPainting,
  graphPanel,
  badInput,
  packageSize,
];
