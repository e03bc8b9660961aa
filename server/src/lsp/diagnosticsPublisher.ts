/** Sends each file's findings when they changed, and takes back those of files that have none any more. */
import type { Diagnostic } from 'vscode-languageserver';

/** Sends the diagnostics of one file. */
export type SendDiagnostics = (uri: string, diagnostics: readonly Diagnostic[]) => void;

/** Remembers what was sent, so that an edit sends only what it changed. */
export class DiagnosticsPublisher {
  readonly #send: SendDiagnostics;
  readonly #sent = new Map<string, string>();

  constructor(send: SendDiagnostics) {
    this.#send = send;
  }

  /** Publishes all diagnostics of the workspace, by file. */
  publish(byFile: ReadonlyMap<string, readonly Diagnostic[]>): void {
    for (const [uri, diagnostics] of byFile) {
      const text = JSON.stringify(diagnostics);
      if (this.#sent.get(uri) === text) continue;
      this.#sent.set(uri, text);
      this.#send(uri, diagnostics);
    }
    for (const uri of [...this.#sent.keys()]) {
      if (byFile.has(uri)) continue;
      this.#sent.delete(uri);
      this.#send(uri, []);
    }
  }
}
