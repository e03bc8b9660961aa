// Reads the command line of `flightdeck rollout status`. Pure.
import { parseArgs } from 'node:util';
import { durationSeconds } from '../../../server/src/flux/durations.ts';
import { describeArgumentFault } from '../../../server/src/protocol/argumentWords.ts';
import { failure, success, type Outcome } from '../cluster/outcome.ts';

/** What `rollout status` was asked. */
export interface RolloutArguments {
  readonly canary: string;
  /** Empty: the context's own. */
  readonly namespace: string;
  /** Empty: the current one. */
  readonly context: string;
  /** A path, or a list of paths as in KUBECONFIG; empty: as kubectl finds it. */
  readonly kubeconfig: string;
  readonly timeoutMs: number;
  readonly format: 'text' | 'json';
}

/** What the parser takes. */
export const rolloutOptions = {
  namespace: { type: 'string', short: 'n', default: '' },
  context: { type: 'string', default: '' },
  kubeconfig: { type: 'string', default: '' },
  timeout: { type: 'string', default: '10m' },
  format: { type: 'string', default: 'text' },
} as const;

/** The arguments after \`rollout\`; an error is a sentence for people. */
export function readRolloutArguments(args: readonly string[]): Outcome<RolloutArguments, string> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: rolloutOptions });
  } catch (error) {
    return failure(describeArgumentFault(error));
  }
  const { values, positionals } = parsed;
  const [verb, given, ...more] = positionals;
  if (verb !== 'status') return failure(verb === undefined ? 'takes `status canary/NAME`' : `knows \`status\`, not \`${verb}\``);
  const canary = /^(?:canary|canaries|canaries\.flagger\.app)\/(.+)$/i.exec(given ?? '')?.[1] ?? given;
  if (canary === undefined || canary === '' || canary.includes('/') || more.length > 0) return failure('status takes exactly one canary/NAME');
  const { namespace, context, kubeconfig, timeout, format } = values;
  const seconds = durationSeconds(timeout);
  if (seconds === undefined || seconds <= 0) return failure(`--timeout takes a duration such as 10m or 90s, not \`${timeout}\``);
  if (format !== 'text' && format !== 'json') return failure(`--format takes text or json, not \`${format}\``);
  return success({ canary, namespace, context, kubeconfig, timeoutMs: seconds * 1000, format });
}
