// Runs the language server and speaks with it in typed messages; loads the language client only when it is started.
import * as vscode from 'vscode';
import type * as LanguageClientModule from 'vscode-languageclient/node';
import type { CloseHandlerResult, LanguageClient, LanguageClientOptions, ServerOptions, TransportKind } from 'vscode-languageclient/node';
import { renderedScheme } from '../../server/src/protocol/rendered.ts';
import type { NotificationName, RequestName } from '../../server/src/protocol/requests.ts';
import { hasRedHatYaml, redHatYamlValidates, validateSetting } from './besideRedHatYaml.ts';
import { settingsSection } from './configuration.ts';
import { confirmRename } from './confirmRename.ts';
import { isNoise } from './fileNoise.ts';
import { describeError } from './log.ts';
import { RestartPolicy } from './restartPolicy.ts';

/** `idle`: not needed yet; `failed`: ended and not started again without the user. */
export type ServerState = 'idle' | 'starting' | 'running' | 'failed';

/** What the language server needs from the extension. */
export interface LanguageServerEnvironment {
  /** Absolute path of the bundled server. */
  readonly serverModule: string;
  readonly log: vscode.LogOutputChannel;
}

/** The language server's process with its life and its messages. */
export class LanguageServer implements vscode.Disposable {
  readonly #environment: LanguageServerEnvironment;
  readonly #policy = new RestartPolicy(() => Date.now());
  readonly #stateEmitter = new vscode.EventEmitter<ServerState>();
  /** All listeners of a method; the language client itself keeps only the newest of each. */
  readonly #listeners = new Map<string, ((params: unknown) => void)[]>();
  #state: ServerState = 'idle';
  #client: LanguageClient | undefined;
  #starting: Promise<void> | undefined;
  #restarting: Promise<void> | undefined;

  /** Fires after each change of `state`. */
  readonly onDidChangeState = this.#stateEmitter.event;

  constructor(environment: LanguageServerEnvironment) {
    this.#environment = environment;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Starts the server once; settles when it answers or has failed. */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Stops the server where it runs and starts it afresh; a call while that is under way waits for it. */
  restart(): Promise<void> {
    this.#restarting ??= this.#restart().finally(() => (this.#restarting = undefined));
    return this.#restarting;
  }

  async #restart(): Promise<void> {
    this.#policy.reset();
    await this.#starting;
    await this.#discardClient();
    this.#starting = undefined;
    await this.start();
  }

  /** Asks the server. Gives `undefined` where it is not running, is ended meanwhile, or cannot answer; the log says why. */
  async request<Params, Result>(name: RequestName<Params, Result>, params: Params, token?: vscode.CancellationToken): Promise<Result | undefined> {
    await this.#starting;
    if (this.#client === undefined || this.#state !== 'running') return undefined;
    try {
      return await this.#client.sendRequest<Result>(name.method, params, token);
    } catch (error) {
      if (token?.isCancellationRequested !== true) this.#environment.log.warn(`${name.method}: ${describeError(error)}`);
      return undefined;
    }
  }

  /** Tells the server something; dropped where it is not running, so say it again when `state` becomes `running`. */
  async notify<Params>(name: NotificationName<Params>, params: Params): Promise<void> {
    if (this.#client === undefined || this.#state !== 'running') return;
    try {
      await this.#client.sendNotification(name.method, params);
    } catch (error) {
      this.#environment.log.warn(`${name.method}: ${describeError(error)}`);
    }
  }

  /** Listens to the server, over restarts too. */
  onNotification<Params>(name: NotificationName<Params>, handler: (params: Params) => void): void {
    // What comes is the server's own: it is of this very build.
    const listener = (params: unknown) => handler(params as Params);
    const known = this.#listeners.get(name.method);
    if (known !== undefined) {
      known.push(listener);
      return;
    }
    this.#listeners.set(name.method, [listener]);
    if (this.#client !== undefined) this.#listenTo(this.#client, name.method);
  }

  dispose(): void {
    this.#stateEmitter.dispose();
    void this.#discardClient();
  }

  async #start(): Promise<void> {
    const { log } = this.#environment;
    this.#setState('starting');
    try {
      const module = await import('vscode-languageclient/node');
      const client = new module.LanguageClient('flightdeck', 'Flightdeck', serverOptions(this.#environment.serverModule, module.TransportKind.ipc), this.#clientOptions(module));
      this.#client = client;
      for (const method of this.#listeners.keys()) this.#listenTo(client, method);
      client.onDidChangeState(({ newState }) => {
        if (client !== this.#client) return;
        if (newState === module.State.Running) this.#setState('running');
        else if (newState === module.State.Starting) this.#setState('starting');
      });
      await client.start();
    } catch (error) {
      log.error(`the language server did not start: ${describeError(error)}`);
      this.#fail('The Flightdeck language server could not be started.');
    }
  }

  #listenTo(client: LanguageClient, method: string): void {
    client.onNotification(method, (params: unknown) => {
      for (const listener of this.#listeners.get(method) ?? []) listener(params);
    });
  }

  #clientOptions(module: typeof LanguageClientModule): LanguageClientOptions {
    const { log } = this.#environment;
    return {
      documentSelector: [{ scheme: 'file', language: 'yaml' }, { scheme: renderedScheme }],
      outputChannel: log,
      revealOutputChannelOn: module.RevealOutputChannelOn.Never,
      synchronize: {
        configurationSection: [settingsSection, validateSetting],
        // Whether a path exists matters for every file, not only for YAML (generators, `path`, `resources`).
        fileEvents: vscode.workspace.createFileSystemWatcher('**/*'),
      },
      // Hovers lead to places in files and run nothing: what somebody wrote into YAML can never become a command.
      markdown: { isTrusted: false, supportHtml: false, supportThemeIcons: true },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (error) => {
          log.warn(`connection to the language server: ${error.message}`);
          return { action: module.ErrorAction.Continue, handled: true };
        },
        closed: () => this.#closed(module),
      },
      middleware: {
        // The server knows what it has rendered: its own texts need not travel back.
        didOpen: (document, next) => (document.uri.scheme === renderedScheme ? Promise.resolve() : next(document)),
        didChange: (event, next) => (event.document.uri.scheme === renderedScheme ? Promise.resolve() : next(event)),
        didClose: (document, next) => (document.uri.scheme === renderedScheme ? Promise.resolve() : next(document)),
        provideRenameEdits: async (document, position, newName, token) => {
          const client = this.#client;
          if (client === undefined) return null;
          const params = { textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document), position: client.code2ProtocolConverter.asPosition(position), newName };
          const edit = await client.sendRequest(module.RenameRequest.type, params, token).catch((error: unknown) => client.handleFailedRequest(module.RenameRequest.type, token, error, null, false));
          return client.protocol2CodeConverter.asWorkspaceEdit(await confirmRename(edit), token);
        },
        workspace: {
          configuration: async (params, token, next) => {
            const answers = await next(params, token);
            if (!Array.isArray(answers)) return answers;
            return answers.map((answer: unknown, index) => (params.items[index]?.section === settingsSection && typeof answer === 'object' ? { ...answer, besideRedHatYaml: hasRedHatYaml(), redHatYamlValidates: redHatYamlValidates() } : answer));
          },
          didChangeWatchedFile: (event, next) => (isNoise(event.uri) ? Promise.resolve() : next(event)),
        },
      },
    };
  }

  #closed(module: typeof LanguageClientModule): CloseHandlerResult {
    if (this.#policy.mayRestart()) {
      this.#environment.log.error('the language server ended unexpectedly; it is started again');
      return { action: module.CloseAction.Restart, handled: true };
    }
    this.#environment.log.error('the language server keeps ending; it is not started again');
    this.#fail('The Flightdeck language server ended several times and was not started again.');
    return { action: module.CloseAction.DoNotRestart, handled: true };
  }

  #fail(message: string): void {
    // A server that cannot start both ends several times and fails its start: one message is enough.
    if (this.#state === 'failed') return;
    this.#setState('failed');
    const restart = 'Restart';
    const showLog = 'Show Log';
    void vscode.window.showErrorMessage(message, restart, showLog).then((choice) => {
      if (choice === restart) void this.restart();
      if (choice === showLog) this.#environment.log.show();
    });
  }

  #setState(state: ServerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#stateEmitter.fire(state);
  }

  async #discardClient(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      // A client whose process is gone already has nothing left to stop.
      this.#environment.log.debug(`stopping the language server: ${describeError(error)}`);
    }
  }
}

/**
 * Room for what lives for one edit only, in MB (V8's `max-semi-space-size`, 16 by default): with twice as much, half as many
 * keystrokes of a large repository wait for a collection, and less of a graph that is soon replaced is taken for lasting.
 */
const engineOptions = ['--max-semi-space-size=32'];

function serverOptions(module: string, transport: TransportKind): ServerOptions {
  return {
    run: { module, transport, options: { execArgv: engineOptions } },
    debug: { module, transport, options: { execArgv: [...engineOptions, '--nolazy', '--inspect=6019', '--enable-source-maps'] } },
  };
}
