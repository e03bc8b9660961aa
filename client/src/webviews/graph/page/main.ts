/** Starts the graph page inside VS Code's webview. */
import { isGraphHostMessage, type GraphChoice, type GraphPageMessage } from '../messages.ts';
import { GraphPage, type PageMemory } from './graphPage.ts';

/** What VS Code keeps over a reload: the host's choice and the page's own memory. */
type Kept = Partial<GraphChoice> & Omit<PageMemory, 'chosen'> & { readonly chosen?: string | undefined };

declare function acquireVsCodeApi(): { readonly postMessage: (message: GraphPageMessage) => void; readonly getState: () => unknown; readonly setState: (state: Kept) => void };

const host = acquireVsCodeApi();
const root = document.getElementById('graph');
if (root !== null) {
  let kept = readKept(host.getState());
  const keep = (more: Kept): void => {
    kept = { ...kept, ...more };
    host.setState(kept);
  };
  // What is not chosen any more must not come back: the memory replaces the one before it.
  const page = new GraphPage(root, (message) => { host.postMessage(message); }, { ...(kept.view === undefined ? {} : { view: kept.view }), ...(kept.chosen === undefined ? {} : { chosen: kept.chosen }) }, (memory) => { keep({ chosen: undefined, ...memory }); });
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (!isGraphHostMessage(event.data)) return;
    const { state } = event.data;
    if (state.kind === 'shown') keep(state.choice);
    page.show(state);
  });
  host.postMessage({ type: 'ready' });
}

function readKept(value: unknown): Kept {
  if (typeof value !== 'object' || value === null) return {};
  const { view, chosen }: { readonly view?: unknown; readonly chosen?: unknown } = value;
  const numbers = typeof view === 'object' && view !== null && 'scale' in view && 'x' in view && 'y' in view ? [view.scale, view.x, view.y] : [];
  const [scale, x, y] = numbers.filter((number): number is number => typeof number === 'number' && Number.isFinite(number));
  return { ...(scale === undefined || x === undefined || y === undefined ? {} : { view: { scale, x, y } }), ...(typeof chosen === 'string' ? { chosen } : {}) };
}
