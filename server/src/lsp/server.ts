/** The language server: a table of handlers over one session. */
import {
  CodeLensRefreshRequest,
  FoldingRangeRequest,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { findGitRoot } from '../files/gitConfig.ts';
import { fsPathOfUri, normaliseUri, uriOfFsPath } from '../files/uris.ts';
import type { ClusterFacts } from '../protocol/clusterFacts.ts';
import type { Lens, LensContext } from '../features/codeLens.ts';
import type { Inlay } from '../features/inlays.ts';
import { gitFactsNotification, type GitRepositoryFacts } from '../protocol/gitFacts.ts';
import { renderedChanged, renderedScheme } from '../protocol/rendered.ts';
import { clusterFactsNotification, repositoryTreeChanged } from '../protocol/requests.ts';
import { servedSchemasNotification, wantedKindsNotification, type ServedSchemas } from '../protocol/servedSchemas.ts';
import { defaultSettings, type ServerSettings } from '../protocol/settings.ts';
import type { Finding } from '../rules/rule.ts';
import { Session, type Snapshot } from '../workspace/session.ts';
import { Checker, type Findings } from './checker.ts';
import { Debounce } from './debounce.ts';
import { DiagnosticsPublisher } from './diagnosticsPublisher.ts';
import { guarded } from './guard.ts';
import { registerFeatures } from './features.ts';
import type { Logger } from './logger.ts';
import { registerNavigation } from './navigation.ts';
import { OpenFilesWatch, shownHints, shownLenses, shownTokens } from './openFilesWatch.ts';
import { readSettings } from './readSettings.ts';
import { SettledSnapshots } from './settledSnapshots.ts';
import { besideRedHat } from './toldBeside.ts';
import { toDiagnostic, type EditingAbilities } from './toProtocol.ts';
import { tokenModifiers, tokenTypes, type SemanticToken } from '../features/semanticTokens/semanticTokens.ts';
import { readServedSchemas, wantedKinds } from '../features/wantedKinds.ts';

/** How old the ages in lenses may be. Milliseconds. */
const lensAgeMs = 20_000;

/** Milliseconds after the checks until hints and colours of open documents are compared with what the editor has: nobody waits for them while typing. */
const calmMs = 300;

/** Starts the server on a connection and listens. */
export function startServer(connection: Connection): void {
  new Server(connection).listen();
}

/** A snapshot and what the rules say of it. */
interface Checked {
  readonly snapshot: Snapshot;
  readonly findings: Findings;
}

/** What the feature handlers need of the server. */
export interface ServerState {
  readonly session: Session;
  readonly log: Logger;
  /** Resolves when the workspace has been read for the first time. */
  readonly ready: Promise<void>;
  /** What the client last told about the cluster. */
  readonly clusterFacts: () => ClusterFacts | undefined;
  /** What lenses speak of beside the files. */
  readonly lensContext: () => LensContext;
  /** The newest snapshot with its graph built. */
  readonly newest: () => Promise<Snapshot>;
  /** The snapshot that answers a question about a file: it may be of a moment ago where the file is the same in it and the newest lets wait. */
  readonly snapshotFor: (uri: string) => Promise<Snapshot>;
  /** The newest snapshot and all its findings, by file URI. */
  readonly checked: () => Promise<{ readonly snapshot: Snapshot; readonly findings: Findings }>;
  /** What the editor was told of lenses, hints and colours. */
  readonly lensWatch: OpenFilesWatch<Lens>;
  readonly hintWatch: OpenFilesWatch<Inlay>;
  readonly tokenWatch: OpenFilesWatch<SemanticToken>;
  /** What the client can do with edits. */
  readonly editing: EditingAbilities;
}

class Server implements ServerState {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #publisher: DiagnosticsPublisher<Finding>;
  readonly lensWatch = new OpenFilesWatch(shownLenses);
  readonly hintWatch = new OpenFilesWatch(shownHints);
  readonly tokenWatch = new OpenFilesWatch(shownTokens);
  readonly session = new Session();
  readonly log: Logger;
  readonly #checker = new Checker(() => ({ facts: this.#facts, open: this.#openUris(), log: (message) => this.log.error(message) }));
  readonly #settled = new SettledSnapshots(this.session, () => this.#openUris());
  readonly ready: Promise<void>;
  #markReady: () => void = () => undefined;
  /** The root that each workspace folder is read from; several may share one. */
  readonly #rootByFolder = new Map<string, string>();
  #folderChanges: Promise<void> = Promise.resolve();
  readonly #checks = new Debounce<Checked>((isWanted) => this.#check(isWanted), (checked) => this.#show(checked));
  #calmTimer: NodeJS.Timeout | undefined;
  #facts: ClusterFacts | undefined;
  #git: readonly GitRepositoryFacts[] = [];
  #lensTimer: NodeJS.Timeout | undefined;
  #toldKinds = '[]';
  #canConfigure = false;
  #editing: EditingAbilities = { documentChanges: false, annotations: false, resources: false };
  #canRefreshLenses = false;
  #canRefreshHints = false;
  #canRefreshTokens = false;
  #canChangeFolders = false;
  #canRegisterFolding = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.log = { error: (message) => connection.console.error(message), info: (message) => connection.console.info(message) };
    this.#publisher = new DiagnosticsPublisher((uri, diagnostics) => void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] }), toDiagnostic);
    this.ready = new Promise((resolve) => (this.#markReady = resolve));
  }

  readonly clusterFacts = (): ClusterFacts | undefined => this.#facts;

  readonly lensContext = (): LensContext => ({ facts: this.#facts, git: this.#git, now: Date.now() + (this.#facts?.clockOffsetMs ?? 0) });

  readonly newest = async (): Promise<Snapshot> => {
    await this.ready;
    return this.#settled.newest();
  };

  readonly snapshotFor = async (uri: string): Promise<Snapshot> => {
    await this.ready;
    return this.#settled.forFile(uri);
  };

  /** Judged once for each snapshot and state of the cluster: diagnostics, the tree and quick fixes all ask. */
  readonly checked = async (): Promise<{ readonly snapshot: Snapshot; readonly findings: Findings }> => {
    await this.ready;
    for (;;) {
      const { snapshot } = this.session;
      const findings = await this.#checker.findingsInSlices(snapshot, () => this.session.snapshot === snapshot);
      if (findings === undefined) continue;
      this.#settled.note(snapshot);
      return { snapshot, findings };
    }
  };

  get editing(): EditingAbilities {
    return this.#editing;
  }

  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => void this.#start());
    connection.onDidChangeWatchedFiles(({ changes }) => {
      this.session.apply({ kind: 'disk', uris: changes.map(({ uri }) => uri) });
      this.#changed();
    });
    connection.onDidChangeConfiguration(() => void guarded(this.log, 'configuration', undefined, () => this.#readSettings()));
    connection.onNotification(clusterFactsNotification.method, (facts: ClusterFacts | null) => {
      this.#facts = facts ?? undefined;
      this.#changed();
      this.#refreshLenses();
      this.#keepAges();
    });
    connection.onNotification(gitFactsNotification.method, ({ repositories }: { readonly repositories: readonly GitRepositoryFacts[] }) => {
      this.#git = repositories.map((repository) => ({ ...repository, rootUri: normaliseUri(repository.rootUri) }));
      void guarded(this.log, 'gitFacts', undefined, () => this.#watchLenses());
    });
    connection.onNotification(servedSchemasNotification.method, (schemas: ServedSchemas | null) => {
      void guarded(this.log, 'servedSchemas', undefined, () => {
        this.session.apply({ kind: 'served', served: schemas === null ? undefined : readServedSchemas(schemas) });
        this.#changed();
      });
    });
    this.#documents.onDidChangeContent(({ document }) => {
      // What the server itself has rendered is no input.
      if (document.uri.startsWith(`${renderedScheme}:`)) return;
      this.session.apply({ kind: 'text', uri: document.uri, text: document.getText() });
      this.#changed();
    });
    this.#documents.onDidClose(({ document }) => {
      if (document.uri.startsWith(`${renderedScheme}:`)) return;
      this.session.apply({ kind: 'closed', uri: document.uri });
      this.#changed();
    });
    registerFeatures(connection, this);
    registerNavigation(connection, this);
    this.#documents.listen(connection);
    connection.listen();
  }

  #initialize(params: InitializeParams): InitializeResult {
    for (const { uri } of params.workspaceFolders ?? []) this.#noteFolder(uri);
    this.#canConfigure = params.capabilities.workspace?.configuration === true;
    this.#canRefreshLenses = params.capabilities.workspace?.codeLens?.refreshSupport === true;
    this.#canRefreshHints = params.capabilities.workspace?.inlayHint?.refreshSupport === true;
    this.#canRefreshTokens = params.capabilities.workspace?.semanticTokens?.refreshSupport === true;
    this.#canRegisterFolding = params.capabilities.textDocument?.foldingRange?.dynamicRegistration === true;
    const edits = params.capabilities.workspace?.workspaceEdit;
    this.#editing = { documentChanges: edits?.documentChanges === true, annotations: edits?.changeAnnotationSupport !== undefined, resources: edits?.resourceOperations?.includes('create') === true };
    this.#canChangeFolders = params.capabilities.workspace?.workspaceFolders === true;
    return {
      serverInfo: { name: 'flightdeck' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        definitionProvider: true,
        hoverProvider: true,
        documentLinkProvider: {},
        documentSymbolProvider: true,
        workspaceSymbolProvider: true,
        completionProvider: { triggerCharacters: ['/', ' ', '{'] },
        codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.rewrite', 'refactor.extract', 'refactor.inline', 'refactor.move', 'source.fixAll.flightdeck'] },
        codeLensProvider: {},
        referencesProvider: true,
        documentHighlightProvider: true,
        selectionRangeProvider: true,
        callHierarchyProvider: true,
        inlayHintProvider: true,
        semanticTokensProvider: { legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] }, full: true, range: true },
        renameProvider: { prepareProvider: true },
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          fileOperations: { willRename: { filters: [{ scheme: 'file', pattern: { glob: '**/*' } }] } },
        },
      },
    };
  }

  async #start(): Promise<void> {
    if (this.#canChangeFolders) this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => void this.#changeFolders(added, removed));
    if (this.#canRegisterFolding) void guarded(this.log, 'folding', undefined, () => this.#connection.client.register(FoldingRangeRequest.type, { documentSelector: [{ scheme: renderedScheme }, { scheme: 'file', language: 'yaml' }] }));
    // Whatever fails here, requests must be answered: with less, not never.
    await guarded(this.log, 'settings', undefined, () => this.#readSettings());
    await this.#openMissing();
    this.#markReady();
    void this.#checks.now();
  }

  #changeFolders(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): Promise<void> {
    this.#folderChanges = this.#folderChanges.then(() =>
      guarded(this.log, 'workspaceFolders', undefined, async () => {
        await this.ready;
        const roots = removed.flatMap(({ uri }) => this.#rootByFolder.get(uri) ?? []);
        for (const { uri } of removed) this.#rootByFolder.delete(uri);
        for (const { uri } of added) this.#noteFolder(uri);
        const wanted = new Set(this.#rootByFolder.values());
        for (const root of roots) if (!wanted.has(root)) this.session.closeFolder(root);
        await this.#openMissing();
        this.#changed();
      }),
    );
    return this.#folderChanges;
  }

  #noteFolder(uri: string): void {
    if (uri.startsWith('file:')) this.#rootByFolder.set(uri, rootOf(uri));
  }

  /** Reads the roots that are wanted and not open: folders of one repository share theirs. */
  async #openMissing(): Promise<void> {
    for (const root of new Set(this.#rootByFolder.values())) {
      if (this.session.snapshot.repositories.some(({ rootUri }) => rootUri === root)) continue;
      await guarded(this.log, `open ${root}`, undefined, () => this.#openFolder(root));
    }
  }

  async #openFolder(root: string): Promise<void> {
    const started = performance.now();
    const read = await this.session.openFolder(root);
    this.log.info(`read ${root} in ${Math.round(performance.now() - started)} ms`);
    if (read === 'truncated') this.log.error(`${root} holds more files than are read: what lies beyond is not checked`);
  }

  async #readSettings(): Promise<void> {
    const value: unknown = this.#canConfigure ? await this.#connection.workspace.getConfiguration('flightdeck') : undefined;
    const settings: ServerSettings = value === undefined ? defaultSettings : readSettings(value);
    this.session.apply({ kind: 'settings', settings });
    this.#changed();
    this.#refreshLenses();
    this.#refreshHints();
  }

  /** Lenses speak about live objects, other files and settings too, and the editor asks for them anew only when the text changes. */
  #refreshLenses(): void {
    if (this.#canRefreshLenses) void guarded(this.log, 'codeLensRefresh', undefined, () => this.#connection.sendRequest(CodeLensRefreshRequest.type));
  }

  #refreshHints(): void {
    if (this.#canRefreshHints) void guarded(this.log, 'inlayHintRefresh', undefined, () => this.#connection.languages.inlayHint.refresh());
  }

  #refreshTokens(): void {
    void guarded(this.log, 'semanticTokensRefresh', undefined, () => this.#connection.languages.semanticTokens.refresh());
  }

  /** Asks the editor to ask again where the words over some open document are other ones now. */
  #watchLenses(): void {
    const { snapshot } = this.session;
    // Where the graph is not built yet, the check that is to come looks at them too.
    if (this.#canRefreshLenses && snapshot.hasGraph && this.lensWatch.changed(snapshot, this.#openUris(), this.lensContext())) this.#refreshLenses();
  }

  /** Ages and next runs grow old without anything that changes. */
  #keepAges(): void {
    clearInterval(this.#lensTimer);
    if (this.#facts === undefined || this.#facts.connection === 'none') return;
    this.#lensTimer = setInterval(() => void guarded(this.log, 'lensAges', undefined, () => this.#watchLenses()), lensAgeMs);
    this.#lensTimer.unref();
  }

  /** Checks soon. */
  #changed(): void {
    clearTimeout(this.#calmTimer);
    this.#checks.changed();
  }

  #openUris(): readonly string[] {
    return this.#documents.all().map(({ uri }) => normaliseUri(uri));
  }

  /** Says which kinds of open files are not known here, when that has changed. */
  #tellWantedKinds(snapshot: Snapshot, open: readonly string[]): void {
    const kinds = wantedKinds(snapshot, open);
    const told = JSON.stringify(kinds);
    if (told === this.#toldKinds) return;
    this.#toldKinds = told;
    void this.#connection.sendNotification(wantedKindsNotification.method, { kinds });
  }

  /** What the newest snapshot holds; `undefined` when nobody wants it any more. */
  #check(isWanted: () => boolean): Promise<Checked | undefined> {
    return guarded(this.log, 'check', undefined, async () => {
      await this.ready;
      const { snapshot } = this.session;
      // A folder that is being opened leads to snapshots before it is a change: without the repositories inside it.
      const findings = await this.#checker.findingsInSlices(snapshot, () => isWanted() && this.session.snapshot === snapshot);
      if (findings === undefined) return undefined;
      this.#settled.note(snapshot);
      return { snapshot, findings };
    });
  }

  #show({ snapshot, findings }: Checked): void {
    if (this.session.snapshot !== snapshot) return;
    void guarded(this.log, 'diagnostics', undefined, () => {
      this.#publisher.publish(snapshot.settings.redHatYamlValidates === true ? besideRedHat(findings, this.#openUris()) : findings);
      void this.#connection.sendNotification(repositoryTreeChanged.method, {});
      void this.#connection.sendNotification(renderedChanged.method, {});
      const open = this.#openUris();
      this.#tellWantedKinds(snapshot, open);
      if (this.#canRefreshLenses && this.lensWatch.changed(snapshot, open, this.lensContext())) this.#refreshLenses();
      this.#calmTimer = setTimeout(() => this.#compareColours(), calmMs);
    });
  }

  #compareColours(): void {
    void guarded(this.log, 'openFiles', undefined, () => {
      const { snapshot } = this.session;
      const open = this.#openUris();
      if (this.#canRefreshHints && this.hintWatch.changed(snapshot, open, this.lensContext())) this.#refreshHints();
      if (this.#canRefreshTokens && this.tokenWatch.changed(snapshot, open, this.lensContext())) this.#refreshTokens();
    });
  }
}

/** The root that a workspace folder is read from: its Git repository's root, so that paths mean what Flux takes them for. */
function rootOf(uri: string): string {
  const root = findGitRoot(fsPathOfUri(uri));
  return root === undefined ? normaliseUri(uri) : uriOfFsPath(root);
}
