/** Registers what leads through the graph and what changes names in it: references, dependencies, rename, moves, selections, hints. */
import { LSPErrorCodes, ResponseError, type CallHierarchyItem, type Connection, type FoldingRange, type InlayHint, type SelectionRange, type TextDocumentPositionParams } from 'vscode-languageserver';
import { incomingCalls, outgoingCalls, prepareHierarchy, type HierarchyItem, type ItemKey } from '../features/callHierarchy.ts';
import { planMoves } from '../features/fileMoves/moveFiles.ts';
import { findSourceFolding } from '../features/folding.ts';
import { findInlays } from '../features/inlays.ts';
import { findHighlights, findReferences } from '../features/references.ts';
import { planRename, prepareRename } from '../features/rename/rename.ts';
import { isRefusal } from '../features/rename/renamePlan.ts';
import { findSelectionRanges } from '../features/selectionRanges.ts';
import { findSemanticTokens } from '../features/semanticTokens/semanticTokens.ts';
import { messageText } from '../protocol/markdownText.ts';
import { rangeOfSpan, type TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { guarded } from './guard.ts';
import type { ServerState } from './server.ts';
import { toInlayHint, toLocation, toSemanticTokens, toWorkspaceEdit } from './toProtocol.ts';

/** Registers them on a connection. */
export function registerNavigation(connection: Connection, state: ServerState): void {
  const inFile = <T>(method: string, empty: T, uri: string, run: (snapshot: Snapshot, file: TextFile) => T): Promise<T> =>
    guarded(state.log, `${method} ${uri}`, empty, async () => {
      const snapshot = await state.newest();
      const file = snapshot.file(uri);
      return file === undefined ? empty : run(snapshot, file);
    });
  const atPosition = <T>(method: string, empty: T, params: TextDocumentPositionParams, run: (snapshot: Snapshot, file: TextFile, offset: number) => T): Promise<T> =>
    inFile(method, empty, params.textDocument.uri, (snapshot, file) => run(snapshot, file, file.lines.offsetAt(params.position)));
  const hierarchy = <T>(method: string, item: CallHierarchyItem, run: (snapshot: Snapshot, key: ItemKey) => readonly T[]): Promise<T[]> =>
    guarded<T[]>(state.log, method, [], async () => {
      return isItemKey(item.data) ? [...run(await state.newest(), item.data)] : [];
    });

  connection.onReferences((params) =>
    atPosition('references', [], params, (snapshot, file, offset) =>
      findReferences(snapshot, file, offset).filter(({ isDefinition }) => params.context.includeDeclaration || !isDefinition).map(({ span }) => toLocation(span)),
    ),
  );
  connection.onDocumentHighlight((params) => atPosition('documentHighlight', [], params, (snapshot, file, offset) => findHighlights(snapshot, file, offset).map(({ span, isDefinition }) => ({ range: rangeOfSpan(span), kind: isDefinition ? 3 : 2 }))));
  connection.onSelectionRanges(({ textDocument, positions }) => inFile('selectionRanges', null, textDocument.uri, (_snapshot, file) => positions.map((position) => toSelectionRange(file, file.lines.offsetAt(position)))));
  connection.languages.inlayHint.on(({ textDocument, range }) =>
    inFile<InlayHint[]>('inlayHints', [], textDocument.uri, (snapshot, file) => {
      state.hintWatch.note(snapshot, file, state.lensContext());
      return findInlays(snapshot, { file, start: file.lines.offsetAt(range.start), end: file.lines.offsetAt(range.end) }).map(toInlayHint);
    }),
  );
  connection.languages.semanticTokens.on(({ textDocument }) => 
    inFile('semanticTokens', { data: [] }, textDocument.uri, (snapshot, file) => toSemanticTokens(file, state.tokenWatch.note(snapshot, file, state.lensContext()))),
  );
  connection.languages.semanticTokens.onRange(({ textDocument, range }) =>
    inFile('semanticTokensRange', { data: [] }, textDocument.uri, (snapshot, file) => toSemanticTokens(file, findSemanticTokens(snapshot, { file, start: file.lines.offsetAt(range.start), end: file.lines.offsetAt(range.end) }))),
  );
  connection.languages.callHierarchy.onPrepare((params) => atPosition('callHierarchy', null, params, (snapshot, file, offset) => prepareHierarchy(snapshot, file, offset).map(toCallHierarchyItem)));
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) =>
    hierarchy('outgoingCalls', item, (snapshot, key) =>
      outgoingCalls(snapshot, key).map((call) => ({ to: toCallHierarchyItem(call.item), fromRanges: call.from.filter(({ file }) => file.uri === item.uri).map(rangeOfSpan) })),
    ),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }) =>
    hierarchy('incomingCalls', item, (snapshot, key) =>
      incomingCalls(snapshot, key).map((call) => ({ from: toCallHierarchyItem(call.item), fromRanges: call.from.filter(({ file }) => file.uri === call.item.selection.file.uri).map(rangeOfSpan) })),
    ),
  );
  registerRename(connection, state, atPosition);
}

/** Folds of a source file; `null` leaves the file to the editor. */
export function answerFolding(file: TextFile): FoldingRange[] | null {
  return findSourceFolding(file)?.map(({ start, end, kind }) => ({ startLine: start, endLine: end, ...(kind === undefined ? {} : { kind }) })) ?? null;
}

type AtPosition = <T>(method: string, empty: T, params: TextDocumentPositionParams, run: (snapshot: Snapshot, file: TextFile, offset: number) => T) => Promise<T>;

function registerRename(connection: Connection, state: ServerState, atPosition: AtPosition): void {
  connection.onPrepareRename(async (params) => {
    const start = await atPosition('prepareRename', undefined, params, prepareRename);
    if (start === undefined) return null;
    if (isRefusal(start)) throw refusal(start.refused);
    return { range: rangeOfSpan(start.span), placeholder: start.text };
  });
  connection.onRenameRequest(async (params) => {
    const plan = await atPosition('rename', undefined, params, (snapshot, file, offset) => planRename(snapshot, file, offset, params.newName.trim()));
    if (plan === undefined) return null;
    if (isRefusal(plan)) throw refusal(plan.refused);
    return toWorkspaceEdit(plan, state.editing);
  });
  connection.workspace.onWillRenameFiles(({ files }) =>
    guarded(state.log, 'willRenameFiles', null, async () => {
      const plan = planMoves(await state.newest(), files);
      // The editor asks before a move changes files, and can show neither reasons there nor in its preview.
      for (const { label, description } of plan.warnings) connection.window.showWarningMessage(messageText(`${label}: ${description}`));
      return plan.edits.length === 0 ? null : toWorkspaceEdit({ edits: plan.edits, warnings: [] }, state.editing);
    }),
  );
}

function refusal(reason: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, `${messageText(reason)}.`);
}

function toSelectionRange(file: TextFile, offset: number): SelectionRange {
  const [first, ...outer] = findSelectionRanges(file, offset).map(rangeOfSpan).toReversed();
  const empty = { start: file.lines.positionAt(offset), end: file.lines.positionAt(offset) };
  return outer.reduce<SelectionRange>((parent, range) => ({ range, parent }), { range: first ?? empty });
}

const symbolKinds: Readonly<Record<string, CallHierarchyItem['kind']>> = { KustomizeFile: 1, Namespace: 3, ConfigMap: 14, Secret: 20, Kustomization: 2, HelmRelease: 4 };
/** LSP's `Object`. */
const objectKind = 19;

function toCallHierarchyItem({ name, detail, kind, selection, span, key }: HierarchyItem): CallHierarchyItem {
  return { name, detail, kind: symbolKinds[kind] ?? objectKind, uri: selection.file.uri, range: rangeOfSpan(span), selectionRange: rangeOfSpan(selection), data: key };
}

function isItemKey(value: unknown): value is ItemKey {
  return typeof value === 'object' && value !== null && 'cluster' in value && typeof value.cluster === 'string' && 'id' in value && typeof value.id === 'string';
}
