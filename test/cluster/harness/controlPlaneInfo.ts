// What a test needs to know about a control plane that another process has started: plain values that fit into a file.
import { readFileSync } from 'node:fs';
import { ApiClient } from './apiClient.ts';
import type { StaticTokens } from './credentials.ts';
import type { GitPlaces } from './gitRepository.ts';

/** Names the file with the info, for tests and scripts that attach to a running control plane. */
export const controlPlaneVariable = 'FLIGHTDECK_CONTROL_PLANE';

/** Addresses, files and tokens. */
export interface ControlPlaneInfo extends GitPlaces {
  /** Everything lies below it; it is removed at the end. */
  readonly folder: string;
  /** Contexts `admin` (current) and `viewer`. */
  readonly kubeconfig: string;
  readonly apiServerUrl: string;
  /** File with the certificate of the API server. */
  readonly caFile: string;
  readonly tokens: StaticTokens;
  readonly accountKeyFile: string;
  readonly accountIssuer: string;
  /** The metrics stand-in: `MetricsControl` sets its answers; as the address of a MetricTemplate it is used as it is. */
  readonly metricsUrl: string;
  /** Flagger's load tester, seen from this machine; Canaries call it `http://loadtester.test/`. Empty where it does not run. */
  readonly loadTesterUrl: string;
  /** One file a component: `<name>.log`. */
  readonly logFolder: string;
  readonly auditLog: string;
  /** `kubectl`, `flux` and the others. */
  readonly programFolder: string;
}

/** A client with all rights whose requests are not in the audit log. */
export function harnessClient(info: ControlPlaneInfo): ApiClient {
  return new ApiClient({ url: info.apiServerUrl, ca: readFileSync(info.caFile, 'utf8'), token: info.tokens.harness });
}

/** Reads what a running control plane has written about itself; throws where the text is something else. */
export function parseControlPlaneInfo(text: string): ControlPlaneInfo {
  const value: unknown = JSON.parse(text);
  if (!isInfo(value)) throw new TypeError('this is no description of a control plane');
  return value;
}

function isInfo(value: unknown): value is ControlPlaneInfo {
  return typeof value === 'object' && value !== null && 'kubeconfig' in value && 'apiServerUrl' in value && 'tokens' in value;
}
