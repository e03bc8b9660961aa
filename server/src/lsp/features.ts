/** Registers every language feature: takes one snapshot, calls one pure function, converts at the edge. */
import type { CodeAction, CodeActionContext, CompletionItem, CompletionList, Connection, Position, Range, TextDocumentIdentifier, TextDocumentPositionParams } from 'vscode-languageserver';
import { findCompletions } from '../features/completion/completion.ts';
import { findDefinitions } from '../features/definitions/definitions.ts';
import { findDocumentLinks } from '../features/documentLinks.ts';
import { findDocumentSymbols, findWorkspaceSymbols } from '../features/documentSymbols.ts';
import { findHover } from '../features/hover.ts';
import { findObjectAt, findObjectPlaces } from '../features/objects.ts';
import { findQuickFixes } from '../features/quickFixes/index.ts';
import { fixAll } from '../features/refactorings/fixAll.ts';
import { findRefactorings } from '../features/refactorings/index.ts';
import { findRepositorySources } from '../features/repositorySources.ts';
import { repositoryTreeSteps } from '../features/repositoryTree.ts';
import { findAppliersElsewhere, findBelow, findIgnoredPaths, renderedObjects, type Rendered } from '../features/rendered.ts';
import { findRenderedHover, findRenderedOrigins } from '../features/renderedOrigin.ts';
import { listLiveCauses } from '../features/liveCauses.ts';
import { listRolledBackImages } from '../features/rolledBack.ts';
import { compareRendered } from '../features/renderedComparison.ts';
import { findFolding } from '../features/renderedFolding.ts';
import { findRenderedPlace } from '../features/renderedPlace.ts';
import { findAllRenderedTargets, findRenderedTargets } from '../features/renderedTargets.ts';
import { findSuspendInGit } from '../features/suspendInGit.ts';
import { findWhatChanges } from '../features/whatChanges.ts';
import { answerGraphs } from '../features/graphAnswer.ts';
import { parseRenderedUri, renderedComparisonRequest, renderedObjectsRequest, renderedPlaceRequest, renderedScheme, renderedTargetsRequest, renderedTextRequest, type RenderedChoice, type RenderedComparison, type RenderedObjects, type RenderedPlace } from '../protocol/rendered.ts';
import type { ObjectId } from '../protocol/objectId.ts';
import { graphRequest, liveCausesRequest, objectAtRequest, objectPlacesRequest, repositorySourcesRequest, repositoryTreeRequest, rolledBackRequest, type GraphAnswer, type LiveCause, type RolledBackImage } from '../protocol/requests.ts';
import { suspendInGitRequest, type SuspendInGit } from '../protocol/suspendInGit.ts';
import { whatChangesRequest, type WhatChanges } from '../protocol/whatChanges.ts';
import type { Finding } from '../rules/rule.ts';
import { rangeOfSpan, type TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { guarded } from './guard.ts';
import { answerFolding } from './navigation.ts';
import { RenderedDocuments } from './renderedDocuments.ts';
import { headRevision, Revisions } from './revisions.ts';
import type { ServerState } from './server.ts';
import { runInSlices } from './slices.ts';
import { type EditingAbilities, toCodeAction, toCodeLens, toCompletions, toDocumentLink, toDocumentSymbol, toHover, toLocation, toPlace, toRefactoringAction, toWorkspaceSymbol } from './toProtocol.ts';

/** Registers them all on a connection. */
export function registerFeatures(connection: Connection, state: ServerState): void {
  const inFile = <T>(method: string, empty: T, uri: string, run: (snapshot: Snapshot, file: TextFile) => T): Promise<T> =>
    guarded(state.log, `${method} ${uri}`, empty, async () => {
      const snapshot = await state.snapshotFor(uri);
      const file = snapshot.file(uri);
      return file === undefined ? empty : run(snapshot, file);
    });
  const atPosition = <T>(method: string, empty: T, params: TextDocumentPositionParams, run: (snapshot: Snapshot, file: TextFile, offset: number) => T): Promise<T> =>
    inFile(method, empty, params.textDocument.uri, (snapshot, file) => run(snapshot, file, file.lines.offsetAt(params.position)));
  const overall = <T>(method: string, empty: T, run: (snapshot: Snapshot) => T): Promise<T> =>
    guarded(state.log, method, empty, async () => {
      return run(await state.newest());
    });

  const revisions = new Revisions();
  const renderedDocuments = new RenderedDocuments(revisions);
  const inRendered = <T>(method: string, empty: T, params: TextDocumentPositionParams, run: (rendered: Rendered, offset: number) => T): Promise<T> =>
    guarded(state.log, `${method} ${params.textDocument.uri}`, empty, async () => {
      const rendered = await renderedDocuments.find(await state.newest(), params.textDocument.uri);
      return rendered === undefined ? empty : run(rendered, rendered.file.lines.offsetAt(params.position));
    });

  connection.onDefinition((params) =>
    isRendered(params)
      ? inRendered('definition', [], params, (rendered, offset) => findRenderedOrigins(rendered, offset).map(toLocation))
      : atPosition('definition', [], params, (snapshot, file, offset) => findDefinitions(snapshot, file, offset).map(toLocation)),
  );
  connection.onHover((params) =>
    isRendered(params)
      ? inRendered('hover', null, params, (rendered, offset) => optional(findRenderedHover(rendered, offset), toHover))
      : atPosition('hover', null, params, (snapshot, file, offset) => optional(findHover(snapshot, file, offset, state.clusterFacts()), toHover)),
  );
  connection.onCompletion((params) => atPosition<CompletionItem[] | CompletionList>('completion', [], params, (snapshot, file, offset) => toCompletions(findCompletions(snapshot, file, offset))));
  connection.onCodeAction(({ textDocument, range, context }) =>
    guarded<CodeAction[]>(state.log, `codeAction ${textDocument.uri}`, [], async () => {
      const { snapshot, findings } = await state.checked();
      const file = snapshot.file(textDocument.uri);
      return file === undefined ? [] : answerCodeActions(snapshot, file, range, context, findings.get(file.uri) ?? [], state.editing);
    }),
  );
  connection.onCodeLens(({ textDocument }) => inFile('codeLens', [], textDocument.uri, (snapshot, file) => state.lensWatch.note(snapshot, file, state.lensContext()).map(toCodeLens)));
  connection.onDocumentLinks(({ textDocument }) => inFile('documentLinks', [], textDocument.uri, (snapshot, file) => findDocumentLinks(snapshot, file).map(toDocumentLink)));
  connection.onFoldingRanges(({ textDocument }) => !isRendered({ textDocument }) ? inFile('folding', null, textDocument.uri, (_snapshot, file) => answerFolding(file)) : inRendered('folding', null, { textDocument, position: { line: 0, character: 0 } }, ({ file }) => findFolding(file).map(({ start, end }) => ({ startLine: start, endLine: end }))));
  connection.onDocumentSymbol((params) =>
    isRendered(params)
      ? inRendered('documentSymbols', [], { ...params, position: { line: 0, character: 0 } }, ({ file }) => findDocumentSymbols(state.session.snapshot, file).map(toDocumentSymbol))
      : inFile('documentSymbols', [], params.textDocument.uri, (snapshot, file) => findDocumentSymbols(snapshot, file).map(toDocumentSymbol)),
  );
  connection.onWorkspaceSymbol(({ query }) => overall('workspaceSymbols', [], (snapshot) => findWorkspaceSymbols(snapshot, query).map(toWorkspaceSymbol)));

  connection.onRequest(repositoryTreeRequest.method, () =>
    guarded(state.log, 'repositoryTree', { roots: [], files: 0, loading: false }, async () => {
      const { snapshot, findings } = await state.checked();
      const built = await runInSlices(repositoryTreeSteps(snapshot, findings), () => true);
      return built?.value ?? { roots: [], files: 0, loading: false };
    }),
  );
  connection.onRequest(renderedTextRequest.method, ({ uri }: { uri: string }) =>
    guarded(state.log, renderedTextRequest.method, { text: '' }, async () => {
      return { text: (await renderedDocuments.find(await state.newest(), uri))?.file.text ?? '' };
    }),
  );
  connection.onRequest(renderedObjectsRequest.method, ({ uri, printKey, whoApplies }: { uri: string; printKey?: string; whoApplies?: readonly ObjectId[] }) =>
    guarded<RenderedObjects>(state.log, renderedObjectsRequest.method, { objects: [], problem: 'the manifests could not be rendered' }, async () => {
      const snapshot = await state.newest();
      const rendered = await renderedDocuments.find(snapshot, uri);
      const target = parseRenderedUri(uri);
      if (rendered === undefined || target === undefined) return { objects: [], problem: 'there is nothing to render' };
      return { ...renderedObjects(rendered, printKey), ignoredPaths: findIgnoredPaths(snapshot, target, rendered), below: findBelow(snapshot, target), ...(whoApplies === undefined ? {} : { appliedElsewhere: findAppliersElsewhere(snapshot, target, whoApplies) }) };
    }),
  );
  connection.onRequest(renderedTargetsRequest.method, ({ uri, position, relation }: Partial<RenderedPlace>) =>
    uri === undefined
      ? overall<readonly RenderedChoice[]>(renderedTargetsRequest.method, [], findAllRenderedTargets)
      : inFile<readonly RenderedChoice[]>(renderedTargetsRequest.method, [], uri, (snapshot, file) => findRenderedTargets(snapshot, file, position === undefined ? undefined : file.lines.offsetAt(position), relation)),
  );
  connection.onRequest(renderedPlaceRequest.method, ({ rendered, uri, position }: { rendered: string; uri: string; position: Position }) =>
    inRendered<Range | null>(renderedPlaceRequest.method, null, { textDocument: { uri: rendered }, position }, (found) => {
      const file = state.session.snapshot.file(uri);
      return file === undefined ? null : optional(findRenderedPlace(found, file, file.lines.offsetAt(position)), rangeOfSpan);
    }),
  );
  connection.onRequest(renderedComparisonRequest.method, ({ left, right }: { left: string; right: string }) =>
    guarded<RenderedComparison>(state.log, renderedComparisonRequest.method, { problem: 'The manifests could not be compared; the log says why.', same: true, secrets: [] }, async () => {
      const snapshot = await state.newest();
      const [before, after] = [await renderedDocuments.find(snapshot, left), await renderedDocuments.find(snapshot, right)];
      return before === undefined || after === undefined ? { problem: 'This is no rendered document.', same: true, secrets: [] } : compareRendered(before, after);
    }),
  );
  connection.onRequest(whatChangesRequest.method, () =>
    guarded<WhatChanges>(state.log, whatChangesRequest.method, { problem: 'The files could not be compared; the log says why.', kustomizations: [] }, async () => {
      const snapshot = await state.newest();
      const before = await revisions.heads(snapshot);
      if (typeof before === 'string') return { problem: before, kustomizations: [] };
      await runInSlices(before.graphSteps(), () => true);
      return { kustomizations: findWhatChanges(before, snapshot, headRevision) };
    }),
  );
  connection.onRequest(suspendInGitRequest.method, ({ object, wanted }: { object: ObjectId; wanted: boolean }) =>
    overall<SuspendInGit | null>(suspendInGitRequest.method, null, (snapshot) => {
      const found = findSuspendInGit(snapshot.graph, object, wanted, state.clusterFacts());
      if (found === undefined) return null;
      const { says, appliedBy, span, edit } = found;
      return { says, appliedBy, place: toPlace(span), ...(edit === undefined ? {} : { edit: { ...toPlace(edit.span), newText: edit.text } }) };
    }),
  );
  connection.onRequest(repositorySourcesRequest.method, ({ rootUri, sources }: { rootUri: string; sources: readonly (ObjectId & { url: string })[] }) =>
    overall<readonly ObjectId[]>(repositorySourcesRequest.method, [], (snapshot) => findRepositorySources(snapshot, rootUri, sources, state.clusterFacts())),
  );
  connection.onRequest(graphRequest.method, () => overall<readonly GraphAnswer[]>('graph', [], answerGraphs));
  connection.onRequest(rolledBackRequest.method, () => overall<readonly RolledBackImage[]>(rolledBackRequest.method, [], (snapshot) => listRolledBackImages(snapshot.graph, state.clusterFacts())));
  connection.onRequest(liveCausesRequest.method, () => 
    guarded<readonly LiveCause[]>(state.log, liveCausesRequest.method, [], async () => {
      const { snapshot, findings } = await state.checked();
      return listLiveCauses(snapshot.graph, state.clusterFacts(), findings);
    }),
  );
  connection.onRequest(objectPlacesRequest.method, ({ object }: { object: ObjectId }) => overall('objectPlaces', [], (snapshot) => findObjectPlaces(snapshot, object).map(toPlace)));
  connection.onRequest(objectAtRequest.method, ({ uri, position }: { uri: string; position: { line: number; character: number } }) =>
    inFile('objectAt', { object: undefined, appliedBy: [] }, uri, (snapshot, file) => findObjectAt(snapshot, file, file.lines.offsetAt(position))),
  );
}

function isRendered({ textDocument }: { readonly textDocument: TextDocumentIdentifier }): boolean {
  return textDocument.uri.startsWith(`${renderedScheme}:`);
}

function optional<T, R>(value: T | undefined, convert: (value: T) => R): R | null {
  return value === undefined ? null : convert(value);
}

/** Fixes of the findings that a range touches, as they are now: what the client sends back may be of an older text. Refactorings only where they are asked for. */
function answerCodeActions(snapshot: Snapshot, file: TextFile, range: Range, { only }: CodeActionContext, findings: readonly Finding[], editing: EditingAbilities): CodeAction[] {
  const wants = (kind: string): boolean => only === undefined || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
  const start = file.lines.offsetAt(range.start);
  const end = file.lines.offsetAt(range.end);
  const touched = wants('quickfix') ? findings.filter(({ span }) => span.start <= end && start <= span.end) : [];
  const fixes = touched.flatMap((finding) => findQuickFixes(finding, snapshot).map((fix) => toCodeAction(finding, fix)));
  const asksForSource = only?.some((kind) => kind.startsWith('source')) === true;
  const refactorings = [...(asksForSource ? fixAll(snapshot, findings) : []), ...findRefactorings({ snapshot, file, offset: start })];
  const titles = new Set(fixes.map(({ title }) => title));
  return [...fixes, ...refactorings.filter(({ kind, title }) => wants(kind) && !titles.has(title)).flatMap((refactoring) => toRefactoringAction(refactoring, editing) ?? [])];
}
