/** Stands in for VS Code's side of a webview on the dev page: theme variables, and a host that answers "ready" with the chosen state. */
import { buildSeveral, buildState } from './states.ts';
import { THEMES } from './themes.ts';

declare global {
  interface Window {
    acquireVsCodeApi?: () => { readonly postMessage: (message: unknown) => void; readonly setState: (state: unknown) => void };
    /** All that the page posted, for scripts that drive it. */
    posted?: unknown[];
  }
}

const wanted = new URLSearchParams(location.hash.slice(1));
const posted: unknown[] = [];
window.posted = posted;
const theme = THEMES[wanted.get('theme') ?? 'dark'];
document.body.className = theme?.bodyClass ?? '';
for (const [name, value] of Object.entries(theme?.variables ?? {})) document.documentElement.style.setProperty(`--vscode-${name}`, value);
if (wanted.get('motion') === 'none') document.body.classList.add('vscode-reduce-motion');
window.addEventListener('hashchange', () => { location.reload(); });

window.acquireVsCodeApi = () => ({
  postMessage: (message) => {
    posted.push(message);
    if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready') {
      window.postMessage({ type: 'state', state: wanted.get('scene') === 'several' ? buildSeveral(Date.now()) : buildState(wanted.get('scene') ?? 'good', Date.now()) }, '*');
    }
  },
  setState: () => undefined,
});
