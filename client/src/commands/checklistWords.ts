// The live checklist of a reconcile run as one line for the notification. Pure.
import type { StepProgress } from '../flux/stepRun.ts';
import { shortenRevisions } from '../../../server/src/flux/revision.ts';

/** `✓ GitRepository flux-system main@9f8e1c2 · ⟳ apps: handled, Running health checks …`. */
export function checklistWords(steps: readonly StepProgress[]): string {
  const through = steps.filter(({ phase }) => phase === 'healthy' || phase === 'skipped');
  if (steps.length <= mostInFull) return steps.map(stepWords).join('  ·  ');
  const next = steps.filter(({ phase }) => phase === 'next');
  const inWork = steps.filter((step) => !through.includes(step) && !next.includes(step));
  const names = next.slice(0, mostNamed).map(({ step }) => step.ref.name).join(', ');
  const more = next.length > mostNamed ? ` and ${next.length - mostNamed} more` : '';
  return [`✓ ${through.length} of ${steps.length}`, ...inWork.map(stepWords), ...(next.length === 0 ? [] : [`next: ${names}${more}`])].join('  ·  ');
}

/** A notification has room for this many steps, each with its words; of more, those that are through are counted. */
const mostInFull = 3;
const mostNamed = 3;

function stepWords(progress: StepProgress): string {
  const { step, phase, revision } = progress;
  const sentence = shortenRevisions(progress.sentence);
  const name = step.role === 'target' ? step.ref.name : `${step.ref.kind} ${step.ref.name}`;
  switch (phase) {
    case 'next':
      return `${name} next`;
    case 'skipped':
      return `${name} left out (${sentence})`;
    case 'healthy':
      return revision === '' ? `✓ ${name}` : `✓ ${name} ${revision}`;
    case 'stopped':
      return sentence === '' ? `✕ ${name}` : `✕ ${name}: ${sentence}`;
    case 'left':
      return `⧗ ${name} ${sentence}`;
    case 'requested':
    case 'handled':
    case 'applied':
      return sentence === '' ? `⟳ ${name}: ${phase}` : `⟳ ${name}: ${phase}, ${sentence}`;
  }
}
