// `flightdeck rollout status`: reads the kubeconfig, follows one Canary, prints how it ended. A bundle of its own, which the command line loads only for this.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter } from 'node:path';
import { printSentence } from '../../../server/src/flagger/sentence.ts';
import { systemClock } from '../cluster/clock.ts';
import { runProgramWithNode } from '../cluster/execCredential.ts';
import { KubeConnection } from '../cluster/kubeConnection.ts';
import { describeKubeconfigProblem, readKubeconfig, resolveContext } from '../cluster/kubeconfig.ts';
import { followRollout, type RolloutEnd } from './followRollout.ts';
import { readRolloutArguments, type RolloutArguments } from './rolloutArguments.ts';

/** The process as the command sees it. `out` carries only the answer, `err` the rest. */
export interface RolloutProcess {
  out(text: string): void;
  err(text: string): void;
}

const exitCodes: Readonly<Record<RolloutEnd['result'], number>> = { promoted: 0, putBack: 0, failed: 1, unknown: 2, timedOut: 3 };

/** Runs the command with the arguments after `rollout`; gives the exit code. */
export async function runRollout(args: readonly string[], process_: RolloutProcess): Promise<number> {
  const parsed = readRolloutArguments(args);
  if (!parsed.ok) {
    process_.err(`flightdeck rollout: ${parsed.error}\nRun \`flightdeck rollout --help\` for what it takes.\n`);
    return exitCodes.unknown;
  }
  const startedAt = Date.now();
  // The waits of the cluster layer do not keep a process alive; this one has nothing else to live for.
  const keepAlive = setInterval(() => undefined, 60_000);
  try {
    return await waitForEnd(parsed.value, process_, startedAt);
  } finally {
    clearInterval(keepAlive);
  }
}

async function waitForEnd(asked: RolloutArguments, process_: RolloutProcess, startedAt: number): Promise<number> {
  const kubeconfig = await readKubeconfig({ settingPath: asked.kubeconfig, settingName: '--kubeconfig', env: process.env, homeDirectory: homedir(), pathDelimiter: delimiter, readFile: (path) => readFile(path, 'utf8') });
  const resolved = resolveContext(kubeconfig, asked.context);
  if (!resolved.ok) {
    print(process_, asked, asked.context, asked.namespace, { result: 'unknown', reason: describeKubeconfigProblem(resolved.error), view: undefined }, startedAt);
    return exitCodes.unknown;
  }
  const connection = new KubeConnection(resolved.value, { clock: systemClock, env: process.env, runProgram: runProgramWithNode });
  const namespace = asked.namespace === '' ? connection.namespace : asked.namespace;
  const onNews = (line: string) => process_.err(`${printTime(Date.now())} ${line}\n`);
  const end = await followRollout({ connection, namespace, name: asked.canary, timeoutMs: asked.timeoutMs, clock: systemClock, random: Math.random, onNews });
  connection.dispose();
  print(process_, asked, connection.contextName, namespace, end, startedAt);
  return exitCodes[end.result];
}

function print(process_: RolloutProcess, asked: RolloutArguments, context: string, namespace: string, end: RolloutEnd, startedAt: number): void {
  const { seenAt } = end;
  const sentence = end.view === undefined ? '' : printSentence(end.view.sentence, seenAt ?? Date.now());
  if (asked.format === 'json') {
    const answer = {
      version: 1, canary: asked.canary, namespace, context, result: end.result, phase: end.view?.phase ?? '', reason: end.reason, sentence,
      ...(seenAt === undefined || end.view === undefined ? {} : { asOf: new Date(seenAt).toISOString() }),
      primary: end.view?.primary.version, target: end.view?.canary.version, seconds: Math.round((Date.now() - startedAt) / 1000),
    };
    process_.out(`${JSON.stringify(answer)}\n`);
    return;
  }
  const head = `canary/${asked.canary}${namespace === '' ? '' : ` in ${namespace}`}${context === '' ? '' : ` on ${context}`}`;
  const words: Readonly<Record<RolloutEnd['result'], string>> = { promoted: 'promoted', putBack: 'nothing to roll out', failed: 'failed', unknown: 'could not tell', timedOut: `not over after ${asked.timeoutMs / 1000} s` };
  const seen = seenAt === undefined || sentence === '' ? sentence : `as of ${printTime(seenAt)} UTC: ${sentence}`;
  process_.out(`${head}: ${[words[end.result], isSaid(end, sentence) ? '' : end.reason, seen].filter((part) => part !== '').join(': ')}\n`);
}

/** Whether the sentence of the view holds the reason: a line says it once. */
function isSaid({ result, reason, view }: RolloutEnd, sentence: string): boolean {
  return result === 'putBack' ? view?.putBack === 'all' : sentence.includes(reason);
}

/** In UTC: lines of a pipeline's log are read elsewhere. */
function printTime(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
