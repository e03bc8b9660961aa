/** The signs of state: codicon, colour class and word, the same as in the trees. */
import type { CanaryView } from '../messages.ts';

/** How a state looks and what it is called. */
export interface Sign {
  readonly icon: string;
  /** A class of canary.css that carries the colour. */
  readonly tone: 'good' | 'busy' | 'waiting' | 'bad' | 'muted';
}

/** The sign of a canary. */
export function canarySign(sign: CanaryView['sign']): Sign {
  switch (sign) {
    case 'succeeded': return { icon: 'pass-filled', tone: 'good' };
    case 'progressing': return { icon: 'sync~spin', tone: 'busy' };
    case 'waiting': return { icon: 'watch', tone: 'waiting' };
    case 'halted': return { icon: 'warning', tone: 'bad' };
    case 'failed': return { icon: 'error', tone: 'bad' };
    case 'suspended': return { icon: 'debug-pause', tone: 'muted' };
    case 'idle': return { icon: 'circle-outline', tone: 'muted' };
    case 'unknown': return { icon: 'question', tone: 'muted' };
  }
}

/** The sign of a metric check. */
export function checkSign(state: CanaryView['checks'][number]['state']): Sign {
  switch (state) {
    case 'passed': return { icon: 'pass', tone: 'good' };
    case 'failed':
    case 'error': return { icon: 'error', tone: 'bad' };
    case 'noValues': return { icon: 'circle-slash', tone: 'bad' };
    case 'notReached':
    case 'pending': return { icon: 'circle-outline', tone: 'muted' };
    case 'unknown': return { icon: 'question', tone: 'muted' };
  }
}

/** The sign of a webhook. */
export function hookSign(state: CanaryView['hooks'][number]['state']): Sign {
  switch (state) {
    case 'passed': return { icon: 'pass', tone: 'good' };
    case 'failed': return { icon: 'error', tone: 'bad' };
    case 'closed': return { icon: 'watch', tone: 'waiting' };
    case 'quiet': return { icon: 'circle-outline', tone: 'good' };
    case 'pending': return { icon: 'circle-outline', tone: 'muted' };
    case 'never': return { icon: 'circle-slash', tone: 'muted' };
  }
}

/** The sign of an event. */
export function eventSign(tone: CanaryView['events'][number]['tone']): Sign {
  switch (tone) {
    case 'good': return { icon: 'pass-filled', tone: 'good' };
    case 'step': return { icon: 'arrow-small-right', tone: 'busy' };
    case 'waiting': return { icon: 'watch', tone: 'waiting' };
    case 'bad': return { icon: 'error', tone: 'bad' };
    case 'quiet': return { icon: 'circle-small', tone: 'muted' };
  }
}
