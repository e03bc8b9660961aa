// Answers the language server's question which definitions the connected cluster has for the kinds in open files. Only the cluster that is connected anyway is asked.
import type * as vscode from 'vscode';
import { servedSchemasNotification, wantedKindsNotification, type VersionedKind } from '../../server/src/protocol/servedSchemas.ts';
import { OpenApiSchemas } from './cluster/openApiSchemas.ts';
import type { ClusterSession } from './cluster/clusterSession.ts';
import type { ClusterLink } from './kubeContext/clusterLink.ts';
import type { LanguageServer } from './languageServer.ts';

/** Sends definitions until disposed; a server that was started again asks anew. */
export class ServedSchemasSender implements vscode.Disposable {
  readonly #link: ClusterLink;
  readonly #server: LanguageServer;
  readonly #subscription: vscode.Disposable;
  #wanted: readonly VersionedKind[] = [];
  #session: ClusterSession | undefined;
  #schemas: OpenApiSchemas | undefined;
  #round = 0;

  constructor(link: ClusterLink, server: LanguageServer) {
    this.#link = link;
    this.#server = server;
    this.#subscription = link.onDidChangeState(() => this.#follow());
    server.onNotification(wantedKindsNotification, ({ kinds }) => {
      this.#wanted = kinds;
      void this.#send();
    });
    this.#follow();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #follow(): void {
    const { session } = this.#link;
    if (session === this.#session) return;
    this.#session = session;
    this.#schemas = session === undefined ? undefined : new OpenApiSchemas(session.connection);
    if (session === undefined) void this.#server.notify(servedSchemasNotification, null);
    else void this.#send();
  }

  async #send(): Promise<void> {
    const round = ++this.#round;
    const [session, schemas] = [this.#session, this.#schemas];
    if (session === undefined || schemas === undefined || this.#wanted.length === 0) return;
    const kinds = await schemas.read(this.#wanted);
    // Another wish or another cluster has come meanwhile.
    if (round === this.#round && session === this.#session) await this.#server.notify(servedSchemasNotification, { contextName: session.connection.contextName, kinds });
  }
}
