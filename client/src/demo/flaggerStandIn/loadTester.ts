/** Stands in for Flagger's load tester: it accepts load tests and keeps the manual gates. */
import { isJsonObject, readJson, textAt } from '../kubeApi/json.ts';
import type { ServiceHandler, ServiceResponse } from '../kubeApi/serviceProxy.ts';

/** The gates of one load tester, by `name.namespace` of the Canary. */
export class LoadTester {
  readonly #open = { gate: new Set<string>(), rollback: new Set<string>() };

  /** The program behind the Service of the load tester (routes of Flagger's pkg/loadtester/server.go). */
  readonly handle: ServiceHandler = ({ path, body }) => {
    const [, area = '', action = ''] = path.split('/');
    if (area === '') return answer(202, 'accepted');
    if (area === 'healthz') return answer(200, 'OK');
    if (area !== 'gate' && area !== 'rollback') return answer(404, 'not found');
    if (area === 'gate' && action === 'approve') return answer(200, 'OK');
    if (area === 'gate' && action === 'halt') return answer(403, 'Forbidden');
    const canary = readCanaryName(body);
    return canary === undefined ? answer(400, 'a name and a namespace are needed') : this.#answerGate(area, action, canary);
  };

  /** Opens or closes a gate, as `POST /gate/open` does. */
  setGate(area: 'gate' | 'rollback', namespace: string, name: string, state: 'open' | 'closed'): void {
    if (state === 'open') this.#open[area].add(`${name}.${namespace}`);
    else this.#open[area].delete(`${name}.${namespace}`);
  }

  #answerGate(area: 'gate' | 'rollback', action: string, canary: string): ServiceResponse {
    switch (action) {
      case 'check':
        return this.#open[area].has(canary) ? answer(200, 'Approved') : answer(403, 'Forbidden');
      case 'open':
        this.#open[area].add(canary);
        return answer(202, '');
      case 'close':
        this.#open[area].delete(canary);
        return answer(202, '');
      default:
        return answer(404, 'not found');
    }
  }
}

function readCanaryName(body: string): string | undefined {
  try {
    const request = readJson(body);
    const name = textAt(request, 'name');
    const namespace = textAt(request, 'namespace');
    return isJsonObject(request) && name !== undefined && namespace !== undefined ? `${name}.${namespace}` : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function answer(status: number, body: string): ServiceResponse {
  return { status, body };
}
