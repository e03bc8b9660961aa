// Rows of live Canaries with phase and weight.
import { effectiveProvider, effectiveStrategy, strategyWords } from '../../../../server/src/flagger/strategy.ts';
import { analysisThreshold, readCanarySpec } from '../../../../server/src/flagger/canarySpec.ts';
import { phaseMeaning } from '../../../../server/src/flagger/phases.ts';
import { commandIds } from '../../../../server/src/protocol/commandIds.ts';
import type { ObjectInContext } from '../../../../server/src/protocol/objectId.ts';
import { gateTypes, readGateAddress } from '../../flagger/gateAddress.ts';
import type { LiveCanary } from '../../cluster/objects/canary.ts';
import { ageWords } from '../ageWords.ts';
import { joinWords } from '../joinWords.ts';
import { escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import { canaryState, stateIcon } from '../stateSigns.ts';
import type { ContextFlag, TreeNodeModel } from '../treeModel.ts';
import type { RowReads } from './clusterViewInput.ts';
import { buildTooltip } from './objectTooltip.ts';

/** The row of one Canary; a click shows its panel. */
export function buildCanaryRow(live: LiveCanary, { contextName, now, isStale }: Pick<RowReads, 'contextName' | 'now' | 'isStale'>): TreeNodeModel {
  const state = canaryState(live);
  const description = describeCanaryRow(live, now);
  const object: ObjectInContext = { kind: 'Canary', namespace: live.namespace, name: live.name, contextName };
  return {
    id: `canary:${live.namespace}/${live.name}`,
    label: live.name,
    description,
    tooltip: buildTooltip({
      object,
      state,
      sentence: joinWords(live.phase, phaseMeaning(live.phase).words),
      conditions: live.conditions,
      facts: [
        ['target', escapeMarkdown(`${live.target.kind} ${live.target.name}`)],
        ['strategy', escapeMarkdown(strategyOf(live))],
        ['provider', escapeMarkdown(live.provider === '' ? 'as Flagger is installed' : live.provider)],
        ['failed checks', failedChecksWords(live)],
      ],
      now,
    }),
    accessibleLabel: `Canary ${live.name} in ${live.namespace}, ${description.replaceAll(' · ', ', ')}`,
    icon: stateIcon(state, isStale),
    contextFlags: ['object', 'canary', live.suspended ? 'resumable' : 'suspendable', ...verbFlags(live), ...(hasGate(live) ? (['gated'] as const) : [])],
    expanded: false,
    children: [],
    object,
    click: { command: commandIds.showCanary, title: 'Show Canary', arguments: [object] },
  };
}

/** `Progressing 25 % · 1 of 3 failed checks`, `Progressing · A/B 6 of 10`, `Succeeded · 3 min ago`. */
export function describeCanaryRow(live: LiveCanary, now: number): string {
  const meaning = phaseMeaning(live.phase);
  if (live.suspended) return joinWords('suspended', live.phase);
  if (live.phase === '') return meaning.words;
  if (!meaning.running) return joinWords(live.phase, ageWords(live.lastTransitionTime, now));
  return joinWords(`${live.phase}${progressWords(live)}`, failedChecksWords(live));
}

/** Which verbs make sense now; each tells by itself what it can do. */
function verbFlags(live: LiveCanary): readonly ContextFlag[] {
  if (live.suspended) return ['paused'];
  if (live.phase === 'Failed') return ['rolledBack'];
  return phaseMeaning(live.phase).running ? ['rollingOut'] : [];
}

/** Whether a webhook is a gate that can be ordered; what it says now is only asked when somebody wants to order it. */
function hasGate(live: LiveCanary): boolean {
  const hooks = readCanarySpec(live.object.content)?.analysis?.hooks ?? [];
  return hooks.some(({ type, url }) => url !== undefined && gateTypes.includes(type) && readGateAddress(url) !== undefined);
}

/** The weight in a canary, the iteration in A/B and blue/green, where Flagger leaves the weight at 0. */
function progressWords(live: LiveCanary): string {
  const spec = readCanarySpec(live.object.content);
  // Flagger takes weight and iterations out of the status while it waits for promotion and promotes, whatever the routes say.
  if (spec === undefined || live.phase !== 'Progressing') return '';
  const strategy = effectiveStrategy(spec, effectiveProvider(spec, undefined));
  if (strategy.base === 'canary') return ` ${live.weight} %`;
  const iteration = Math.max(0, Math.min(strategy.iterations, live.iterations));
  return ` · ${strategy.base === 'ab' ? 'A/B' : 'blue/green'} ${iteration} of ${strategy.iterations}`;
}

function failedChecksWords(live: LiveCanary): string {
  if (live.failedChecks === 0) return '';
  const spec = readCanarySpec(live.object.content);
  return `${live.failedChecks} of ${analysisThreshold(spec?.analysis)} failed checks`;
}

function strategyOf(live: LiveCanary): string {
  const spec = readCanarySpec(live.object.content);
  return spec === undefined ? '' : strategyWords(spec);
}
