// A Helm repository over plain HTTP: an index and the charts that it names, packed with tar as `helm package` packs them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenLocally, type RunningServer } from './httpServer.ts';
import { writeFiles, type FileChanges } from './writeFiles.ts';

/** A chart's files by their path in the folder of the chart, which is called `web`. Its one template makes a ConfigMap `web` with `value`, in the namespace of the release unless the values name another. */
export function chartFiles(version: string, value: string): Readonly<Record<string, string>> {
  return {
    'Chart.yaml': `apiVersion: v2\nname: web\nversion: ${version}\n`,
    'values.yaml': `value: ${JSON.stringify(value)}\nplace: ""\n`,
    'templates/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n{{- if .Values.place }}\n  namespace: {{ .Values.place }}\n{{- end }}\ndata:\n  value: {{ .Values.value | quote }}\n',
  };
}

/** The repository; `publish` adds a version. */
export class ChartServer {
  readonly url: string;
  readonly #server: RunningServer;
  readonly #charts: Map<string, Buffer>;

  private constructor(server: RunningServer, charts: Map<string, Buffer>) {
    this.url = server.url;
    this.#server = server;
    this.#charts = charts;
  }

  /** Listens on 127.0.0.1. */
  static async start(): Promise<ChartServer> {
    const charts = new Map<string, Buffer>();
    const server = await listenLocally((request, response) => {
      const name = (request.url ?? '').slice(1);
      const chart = charts.get(name);
      if (name === 'index.yaml') response.end(indexOf(charts));
      else if (chart === undefined) response.writeHead(404).end();
      else response.end(chart);
    });
    return new ChartServer(server, charts);
  }

  /** Serves one more version of the chart `web`. */
  publish(version: string, files: FileChanges): void {
    this.#charts.set(`web-${version}.tgz`, packFolder('web', files));
  }

  /** Ends it. */
  close(): Promise<void> {
    return this.#server.close();
  }
}

function indexOf(charts: ReadonlyMap<string, Buffer>): string {
  const entries = [...charts].map(([file, bytes]) => ({ apiVersion: 'v2', name: 'web', version: file.slice('web-'.length, -'.tgz'.length), urls: [file], digest: createHash('sha256').update(bytes).digest('hex'), created: '2026-11-28T10:00:00Z' }));
  return JSON.stringify({ apiVersion: 'v1', generated: '2026-11-28T10:00:00Z', entries: { web: entries } });
}

/** A compressed archive of one folder with these files. */
function packFolder(name: string, files: FileChanges): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-chart-'));
  try {
    writeFiles(join(folder, name), files);
    return execFileSync('tar', ['-czf', '-', '-C', folder, name]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
