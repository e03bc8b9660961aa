// Command "Open Gate": opens a closed gate of Flagger's load tester through the API server's service proxy, and says what the load tester answers afterwards.
import * as vscode from 'vscode';
import { readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { describeKubeError } from '../cluster/kubeError.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import { readGateAddress, type GateAddress } from '../flagger/gateAddress.ts';
import type { CanaryReader } from '../webviews/canaryReader.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { chooseTarget } from './chooseTarget.ts';
import { confirmWrite } from './confirmWrite.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { askGate } from './gateRequest.ts';

/** How long the result stands in the status bar. Milliseconds. */
const resultMs = 10_000;

/** Makes the command. Its arguments are a Canary (object, row) and the name of the gate's webhook; what is missing is asked for. */
export function openGateCommand(tools: FluxCommandTools, reader: CanaryReader): (argument: unknown, hook: unknown) => Promise<void> {
  return async (argument, hook) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const object = await chooseTarget(argument, 'canary', 'Open Gate', session, tools.server);
    const live = object === undefined ? undefined : session.findCanary(object.namespace ?? '', object.name);
    if (live === undefined) return;
    const name = await chooseGate(session, live, reader, hook);
    if (name === undefined) return;
    const url = readCanarySpec(live.object.content)?.analysis?.hooks.find((each) => each.name === name)?.url;
    const address = url === undefined ? undefined : readGateAddress(url);
    if (address === undefined) {
      void vscode.window.showWarningMessage(`Gate ${name} of Canary ${live.namespace}/${live.name} is no gate of Flagger's load tester in the cluster${url === undefined ? '' : `: ${url}`}.`);
      return;
    }
    await open(session, live, name, address, tools);
  };
}

async function open(session: ClusterSession, live: LiveCanary, hook: string, address: GateAddress, { log }: FluxCommandTools): Promise<void> {
  const object = `gate ${hook} of Canary ${live.namespace}/${live.name}`;
  if (!(await confirmWrite({ action: 'Open', object, contextName: session.contextName }))) return;
  const answer = await askGate(session.connection, address, live);
  const where = `on ${session.contextName}`;
  switch (answer.type) {
    case 'refused':
      void vscode.window.showErrorMessage(`Opening ${object} ${where} was refused: ${describeKubeError(answer.error)}`);
      return;
    case 'stillClosed':
      void vscode.window.showWarningMessage(`${object} ${where}: the load tester took the request (${answer.status}) but still says closed. With several replicas each keeps its own gates.`);
      return;
    case 'open':
      log.info(`opened ${object} ${where}`);
      vscode.window.setStatusBarMessage(`$(pass) ${object} ${where} is open; Flagger goes on at its next check`, resultMs);
  }
}

/** The gate that is meant: the one named, else the closed one that can be opened; the user picks among several. */
async function chooseGate(session: ClusterSession, live: LiveCanary, reader: CanaryReader, named: unknown): Promise<string | undefined> {
  if (typeof named === 'string') return named;
  const hooks = reader.read(session, live, Date.now(), () => undefined)?.hooks ?? [];
  const closed = hooks.filter(({ gate, state, openable }) => gate && openable && state === 'closed');
  if (closed.length === 0) {
    void vscode.window.showInformationMessage(`No gate of Canary ${live.namespace}/${live.name} waits to be opened.`);
    return undefined;
  }
  if (closed.length === 1) return closed[0]?.name;
  const choice = await vscode.window.showQuickPick(closed.map(({ name, type }) => ({ label: name, description: type })), { title: `Open a gate of ${live.name} on ${session.contextName}` });
  return choice?.label;
}
