/** Starts the canary page inside VS Code's webview. */
import 'uplot/dist/uPlot.min.css';
import { isHostMessage } from '../messages.ts';
import type { CanaryKey, PageMessage } from '../messages.ts';
import { CanaryPage } from './canaryPage.ts';

declare function acquireVsCodeApi(): { readonly postMessage: (message: PageMessage) => void; readonly setState: (state: CanaryKey) => void };

const host = acquireVsCodeApi();
const root = document.getElementById('canary');
if (root !== null) {
  const page = new CanaryPage(root, (message) => { host.postMessage(message); }, {
    now: () => Date.now(),
    everySecond: (callback) => {
      const timer = setInterval(callback, 1000);
      return () => { clearInterval(timer); };
    },
  });
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (!isHostMessage(event.data)) return;
    // VS Code hands this back when it restores the panel after a reload.
    host.setState({ namespace: event.data.state.canary.namespace, name: event.data.state.canary.name });
    page.show(event.data.state);
  });
  host.postMessage({ type: 'ready' });
}
