// Tooltips of live objects: state in words, conditions with age and message, facts of the kind, links.
import { commandIds } from '../../../../server/src/protocol/commandIds.ts';
import type { ObjectInContext } from '../../../../server/src/protocol/objectId.ts';
import type { ReadyState } from '../../../../server/src/protocol/clusterFacts.ts';
import type { Condition } from '../../cluster/objects/conditions.ts';
import { ageWords } from '../ageWords.ts';
import { codeBlock, escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import { commandLink, factTable } from '../markdownText.ts';
import { stateIcon } from '../stateSigns.ts';

/** What a tooltip is made of. */
export interface TooltipParts {
  /** With the context: a tooltip may still stand there when another one is in use. */
  readonly object: ObjectInContext;
  readonly state: ReadyState;
  readonly sentence: string;
  readonly conditions: readonly Condition[];
  /** Left and right side of the table; right sides are Markdown. */
  readonly facts: readonly (readonly [string, string])[];
  /** Milliseconds. */
  readonly now: number;
  /** Whether links may offer to change it; absent: yes. */
  readonly mayWrite?: boolean;
}

/** Kinds that Flux can be asked to reconcile. */
const reconcilableKinds = new Set(['Kustomization', 'HelmRelease', 'GitRepository', 'OCIRepository', 'Bucket', 'HelmRepository', 'HelmChart']);
/** Kinds that have a source. */
const sourcedKinds = new Set(['Kustomization', 'HelmRelease']);

/** The tooltip as Markdown. */
export function buildTooltip(parts: TooltipParts): string {
  const { object, state, sentence } = parts;
  const icon = stateIcon(state, false).id.replace('~spin', '');
  // Where all is well the condition below says the rest.
  const words = state === 'ready' && parts.conditions.length > 0 ? 'ready' : sentence;
  const head = `$(${icon}) **${escapeMarkdown(object.name)}** ${escapeMarkdown(words)}`;
  const identity = `${object.kind} in namespace ${escapeMarkdown(object.namespace ?? '')}`;
  const blocks = [head, identity, ...parts.conditions.map((condition) => describeCondition(condition, parts.now)), factTable(parts.facts), links(object, state, parts.mayWrite ?? true)];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** `Ready False BuildFailed, 3 min ago: …` with the message in full. */
function describeCondition(condition: Condition, now: number): string {
  const { type, status, reason, message } = condition;
  const age = ageWords(condition.lastTransitionTime, now);
  const head = `**${escapeMarkdown(type)}** ${status} ${escapeMarkdown(reason)}${age === '' ? '' : `, ${age}`}`;
  if (message === '') return head;
  // Lists of changes and errors of several lines keep their lines.
  return message.includes('\n') ? `${head}\n\n${codeBlock(message)}` : `${head}: ${escapeMarkdown(message)}`;
}

function links(object: ObjectInContext, state: ReadyState, mayWrite: boolean): string {
  const open = commandLink('Open in Repository', commandIds.openInRepository, [object]);
  if (object.kind === 'Canary') return `${commandLink('Show Canary', commandIds.showCanary, [object])} · ${open}`;
  if (!reconcilableKinds.has(object.kind) || !mayWrite) return open;
  if (state === 'suspended') return `${commandLink('Resume', commandIds.resume, [object])} · ${open}`;
  const withSource = sourcedKinds.has(object.kind) ? [commandLink('Reconcile with Source', commandIds.reconcileWithSource, [object])] : [];
  return [commandLink('Reconcile', commandIds.reconcile, [object]), ...withSource, commandLink('Suspend', commandIds.suspend, [object]), open].join(' · ');
}
