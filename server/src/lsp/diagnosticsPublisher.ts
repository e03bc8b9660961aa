/** Sends each file's findings when they changed, and takes back those of files that have none any more. */
import type { Diagnostic } from 'vscode-languageserver';

/** Sends the diagnostics of one file. */
export type SendDiagnostics = (uri: string, diagnostics: readonly Diagnostic[]) => void;

interface Sent<F> {
  readonly findings: readonly F[];
  readonly text: string;
}

/** Remembers what was sent, so that an edit converts and sends only what it changed. `F` is an immutable finding. */
export class DiagnosticsPublisher<F> {
  readonly #send: SendDiagnostics;
  readonly #toDiagnostic: (finding: F) => Diagnostic;
  readonly #sent = new Map<string, Sent<F>>();

  constructor(send: SendDiagnostics, toDiagnostic: (finding: F) => Diagnostic) {
    this.#send = send;
    this.#toDiagnostic = toDiagnostic;
  }

  /** Publishes all findings of the workspace, by file. */
  publish(byFile: ReadonlyMap<string, readonly F[]>): void {
    for (const [uri, findings] of byFile) {
      const before = this.#sent.get(uri);
      if (before?.findings.length === findings.length && findings.every((finding, index) => finding === before.findings[index])) continue;
      const diagnostics = findings.map(this.#toDiagnostic);
      const text = JSON.stringify(diagnostics);
      this.#sent.set(uri, { findings, text });
      if (before?.text !== text) this.#send(uri, diagnostics);
    }
    for (const uri of [...this.#sent.keys()]) {
      if (byFile.has(uri)) continue;
      this.#sent.delete(uri);
      this.#send(uri, []);
    }
  }
}
