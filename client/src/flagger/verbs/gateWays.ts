/** The gates of a Canary and the ways to open and close them. Pure. */
import type { CanaryHook } from '../../../../server/src/flagger/canarySpec.ts';
import { fixedGateAnswer } from '../../../../server/src/flagger/gateUrls.ts';
import { capital } from '../../../../server/src/flagger/trafficWords.ts';
import type { GateAddress } from '../gateAddress.ts';
import type { VerbSituation, VerbWay } from './verbPlan.ts';

/** One webhook that lets a rollout go on or asks for a rollback. */
export interface GateSituation {
  readonly hook: CanaryHook;
  /** The load tester behind it; absent where the URL is none that can be ordered. */
  readonly address?: GateAddress;
  /** As the load tester says now; `unknown` where it could not be asked. */
  readonly state: 'open' | 'closed' | 'unknown';
  /** Why its state is not known. */
  readonly trouble: string;
  /** Empty, or why the user may not order it. */
  readonly denied: string;
}

/** What a gate of each type does in each state: a phrase that says it in full, and `brief` for a line of a list. */
const holds: Readonly<Record<string, Readonly<Record<'open' | 'closed', string>> & { readonly brief?: Readonly<Record<'open' | 'closed', string>> }>> = {
  'confirm-rollout': { open: 'new rollouts start by themselves', closed: 'the next rollout waits before it starts' },
  'confirm-traffic-increase': { open: 'the weight goes up at the next check', closed: 'the weight stays where it is, while the checks go on' },
  'confirm-promotion': { open: 'the promotion begins at the next check', closed: 'the promotion waits, while the checks go on' },
  rollback: {
    open: 'a rollout under way is rolled back at its next check, and each later one too until it is closed', closed: 'it asks for no rollback',
    brief: { open: 'all rollouts are rolled back until it is closed', closed: 'it asks for no rollback' },
  },
};

/** The ways to bring gates into a state; those that are in it already are left out, gates that cannot be asked are not. */
export function gateWays(gates: readonly GateSituation[], wanted: 'open' | 'closed', { gates: all }: Pick<VerbSituation, 'gates'>): readonly VerbWay[] {
  const orderable = gates.filter((gate) => gate.address !== undefined && gate.state !== wanted);
  const action = wanted === 'open' ? 'Open' : 'Close';
  return orderable.map((gate): VerbWay => {
    const { hook } = gate;
    const does = Object.hasOwn(holds, hook.type) ? holds[hook.type] : undefined;
    const twins = all.filter((other) => other !== gate && isSameGate(other.address, gate.address)).map((other) => other.hook.name);
    const shared = twins.length === 0 ? '' : ` The load tester keeps one gate a Canary: ${twins.join(', ')} ${twins.length === 1 ? 'follows' : 'follow'}.`;
    return {
      id: `gate:${hook.name}`,
      label: `${action} gate ${hook.name}`,
      order: { button: `${action} Gate`, sentence: (where) => `${action} gate ${hook.name} of ${where}` },
      road: 'gate',
      present: gate.state === 'unknown' ? `state not known: ${gate.trouble}` : `${gate.state} now${hook.name === hook.type ? '' : ` (${hook.type})`}`,
      brief: `${capital(does?.brief?.[wanted] ?? does?.[wanted] ?? 'Flagger takes it into account')}. ${wanted === 'open' && hook.type !== 'rollback' ? 'Flux leaves it; a restarted load tester closes it.' : 'Flux leaves it alone.'}`,
      effect: `Then ${does?.[wanted] ?? 'Flagger takes it into account'}.${shared}`,
      flux: `Flux does not undo it: the load tester keeps it ${wanted} until it is ${wanted === 'open' ? 'closed' : 'opened'}, or restarts and forgets it (then closed).`,
      ...(gate.denied === '' ? {} : { denied: gate.denied }),
      ...(twins.length > 0 || (hook.type === 'rollback' && wanted === 'open') ? { reachesFurther: true } : {}),
      deeds: [{ type: 'gate', gate, wanted }],
      reaches: [],
    };
  });
}

/** What a gate is and what opens it, for one that cannot be ordered or needs no order. */
export function describeGate({ hook, address, state, trouble }: GateSituation): string {
  const name = `gate ${hook.name}${hook.name === hook.type ? '' : ` (${hook.type})`}`;
  const fixed = fixedGateAnswer(hook.url);
  if (fixed === 'closed') return `${name} never opens: its URL always answers 403. Point it to /gate/check in Git`;
  if (fixed === 'open') return `${name} is always open: its URL always answers 200`;
  if (address === undefined) return `${name} is opened by whatever answers ${hook.url ?? 'its URL'} with a status of 200 to 202`;
  return state === 'unknown' ? `${name} could not be asked: ${trouble}` : `${name} is ${state}`;
}

function isSameGate(one: GateAddress | undefined, other: GateAddress | undefined): boolean {
  return one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other);
}
