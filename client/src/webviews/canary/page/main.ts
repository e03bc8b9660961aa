/** Starts the canary page inside VS Code's webview. */
import 'uplot/dist/uPlot.min.css';
import { isHostMessage } from '../messages.ts';
import type { CanaryKey, PageMessage } from '../messages.ts';
import { CanaryPage } from './canaryPage.ts';
import { SeveralPage } from './severalPage.ts';
import type { PageClock } from './times.ts';

declare function acquireVsCodeApi(): { readonly postMessage: (message: PageMessage) => void; readonly setState: (state: CanaryKey | { readonly chosen?: readonly CanaryKey[] }) => void };

const host = acquireVsCodeApi();
const root = document.getElementById('canary');
/** Snapshots tell times by the cluster's clock. */
let clockOffsetMs = 0;
const clock: PageClock = {
  now: () => Date.now() + clockOffsetMs,
  everySecond: (callback) => {
    const timer = setInterval(callback, 1000);
    return () => { clearInterval(timer); };
  },
};
if (root !== null) {
  const post = (message: PageMessage): void => { host.postMessage(message); };
  // One script for both panels: the first snapshot tells which one this is.
  let page: CanaryPage | undefined;
  let several: SeveralPage | undefined;
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (!isHostMessage(event.data)) return;
    const { state } = event.data;
    clockOffsetMs = state.connection.clockOffsetMs ?? 0;
    // VS Code hands this back when it restores the panel after a reload.
    if (state.kind === 'several') {
      host.setState(state.chosen === undefined ? {} : { chosen: state.chosen });
      several ??= new SeveralPage(root, post, clock);
      several.show(state);
      return;
    }
    host.setState({ namespace: state.canary.namespace, name: state.canary.name });
    page ??= new CanaryPage(root, post, clock);
    page.show(state);
  });
  post({ type: 'ready' });
}
