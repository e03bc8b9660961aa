// The live checklist of a reconcile run as one line for the notification. Pure.
import type { StepProgress } from '../flux/reconcile.ts';
import { shortenRevisions } from '../../../server/src/flux/revision.ts';

/** `✓ GitRepository flux-system main@9f8e1c2 · ⟳ apps: handled, Running health checks …`. */
export function checklistWords(steps: readonly StepProgress[]): string {
  return steps.map(stepWords).join('  ·  ');
}

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
    case 'requested':
    case 'handled':
    case 'applied':
      return sentence === '' ? `⟳ ${name}: ${phase}` : `⟳ ${name}: ${phase}, ${sentence}`;
  }
}
