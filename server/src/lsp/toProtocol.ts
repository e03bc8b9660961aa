/** Turns the engine's answers into LSP types. With `server.ts` the only place that knows both. */
import { CodeActionKind, CompletionItemKind, DiagnosticSeverity, InsertTextFormat, InsertTextMode, SemanticTokensBuilder, SymbolKind, TextEdit, type CodeAction, type CodeLens, type CompletionItem, type CompletionList, type Diagnostic, type DocumentLink, type DocumentSymbol, type Hover, type Location, type InlayHint, type SemanticTokens, type TextDocumentEdit, type WorkspaceEdit, type WorkspaceSymbol } from 'vscode-languageserver';
import type { Lens } from '../features/codeLens.ts';
import { mostProposals, type Proposal } from '../features/completion/proposal.ts';
import type { FileLink } from '../features/documentLinks.ts';
import type { OutlineEntry } from '../features/documentSymbols.ts';
import type { Inlay } from '../features/inlays.ts';
import type { RenamePlan } from '../features/rename/renamePlan.ts';
import type { Refactoring } from '../features/refactorings/refactoring.ts';
import type { QuickFix } from '../features/quickFixes/quickFix.ts';
import { tokenModifiers, tokenTypes, type SemanticToken } from '../features/semanticTokens/semanticTokens.ts';
import type { Hover as EngineHover } from '../features/hover.ts';
import { messageText } from '../protocol/markdownText.ts';
import type { Place } from '../protocol/repositoryTree.ts';
import type { Finding, Severity } from '../rules/rule.ts';
import { rangeOfSpan, type Span, type TextFile } from '../text/textFile.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A span as a location. */
export function toLocation(span: Span): Location {
  return { uri: span.file.uri, range: rangeOfSpan(span) };
}

/** A span as a place of our own protocol. */
export function toPlace(span: Span): Place {
  return { uri: span.file.uri, range: rangeOfSpan(span) };
}

/** A finding as a diagnostic; the rule's id is the code. */
export function toDiagnostic(finding: Finding): Diagnostic {
  return {
    range: rangeOfSpan(finding.span),
    severity: severities[finding.severity],
    code: finding.rule,
    source: 'flightdeck',
    message: messageText(finding.message),
    relatedInformation: finding.related.map(({ span, message }) => ({ location: toLocation(span), message: messageText(message) })),
    data: finding.data,
  };
}

/** A hover in Markdown. */
export function toHover(hover: EngineHover): Hover {
  return { contents: { kind: 'markdown', value: hover.markdown }, range: rangeOfSpan(hover.span) };
}

/** A link to the first line of a file. */
export function toDocumentLink({ span, target, tooltip }: FileLink): DocumentLink {
  return { range: rangeOfSpan(span), target: target.uri, tooltip };
}

const symbolKinds: Readonly<Record<OutlineEntry['kind'], SymbolKind>> = { object: SymbolKind.Object, field: SymbolKind.Field, file: SymbolKind.File };

/** An outline entry and all below it. */
export function toDocumentSymbol(entry: OutlineEntry): DocumentSymbol {
  return {
    name: entry.name,
    detail: entry.detail,
    kind: symbolKinds[entry.kind],
    range: rangeOfSpan(entry.span),
    selectionRange: rangeOfSpan(entry.selection),
    children: entry.children.map(toDocumentSymbol),
  };
}

/** An outline entry as a workspace symbol. */
export function toWorkspaceSymbol(entry: OutlineEntry): WorkspaceSymbol {
  return { name: entry.name, kind: symbolKinds[entry.kind], location: toLocation(entry.selection) };
}

const completionKinds: Readonly<Record<Proposal['kind'], CompletionItemKind>> = {
  object: CompletionItemKind.Reference,
  folder: CompletionItemKind.Folder,
  file: CompletionItemKind.File,
  value: CompletionItemKind.EnumMember,
  field: CompletionItemKind.Property,
  snippet: CompletionItemKind.Snippet,
  variable: CompletionItemKind.Variable,
};

/** Proposals as items; where there may be more the editor is told to ask again with each letter. */
export function toCompletions(proposals: readonly Proposal[]): CompletionItem[] | CompletionList {
  const items = proposals.map(toCompletionItem);
  return items.length < mostProposals ? items : { isIncomplete: true, items };
}

function toCompletionItem(proposal: Proposal): CompletionItem {
  return {
    label: proposal.label,
    labelDetails: { description: proposal.detail },
    kind: completionKinds[proposal.kind],
    ...(proposal.documentation === '' ? {} : { documentation: { kind: 'markdown', value: proposal.documentation } }),
    sortText: `${String(proposal.order).padStart(4, '0')}${proposal.label}`,
    filterText: proposal.filter ?? proposal.label,
    textEdit: TextEdit.replace(rangeOfSpan(proposal.replace), proposal.insert),
    ...(proposal.isSnippet === true ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    // Further lines of an inserted text have their indentation already.
    ...(proposal.insert.includes('\n') ? { insertTextMode: InsertTextMode.asIs } : {}),
    ...(proposal.continues === true ? { command: { title: '', command: 'editor.action.triggerSuggest' } } : {}),
    ...(proposal.extra === undefined ? {} : { additionalTextEdits: [TextEdit.replace(rangeOfSpan(proposal.extra.span), proposal.extra.text)] }),
  };
}

/** A lens; its command gets one argument. */
export function toCodeLens({ span, title, command, argument }: Lens): CodeLens {
  return { range: rangeOfSpan(span), command: { title, command, ...(argument === undefined || command === '' ? {} : { arguments: [argument] }) } };
}

/** A quick fix as a code action with its edit. */
export function toCodeAction(finding: Finding, fix: QuickFix): CodeAction {
  const changes: Record<string, TextEdit[]> = {};
  for (const { span, text } of fix.edits) (changes[span.file.uri] ??= []).push(TextEdit.replace(rangeOfSpan(span), text));
  const edit = fix.edits.length === 0 ? {} : { edit: { changes } };
  const command = fix.command === undefined ? {} : { command: { title: fix.title, command: fix.command.id, arguments: [...fix.command.arguments] } };
  return { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics: [toDiagnostic(finding)], isPreferred: fix.preferred, ...edit, ...command };
}

/** What the client can do with edits. */
export interface EditingAbilities {
  /** `documentChanges`, with versions and annotations, instead of plain `changes`. */
  readonly documentChanges: boolean;
  /** Edits may carry a note that a person confirms. */
  readonly annotations: boolean;
  /** Files may be created and removed. */
  readonly resources: boolean;
}

/** A plan's edits; its warnings become annotations that are to be confirmed, where the client knows them. */
export function toWorkspaceEdit({ edits, warnings }: RenamePlan, abilities: EditingAbilities): WorkspaceEdit {
  const byUri = new Map<string, TextEdit[]>();
  for (const { span, text } of edits) byUri.set(span.file.uri, [...(byUri.get(span.file.uri) ?? []), TextEdit.replace(rangeOfSpan(span), text)]);
  if (!abilities.documentChanges) return { changes: Object.fromEntries(byUri) };
  const toDocument = (uri: string, own: TextEdit[]): TextDocumentEdit => ({ textDocument: { uri, version: null }, edits: own });
  if (warnings.length === 0 || !abilities.annotations) return { documentChanges: [...byUri].map(([uri, own]) => toDocument(uri, own)) };
  const annotationId = 'flightdeck';
  const annotation = { label: messageText(warnings.map(({ label }) => label).join(' · ')), description: messageText(warnings.map(({ description }) => description).join(' ')), needsConfirmation: true };
  return {
    documentChanges: [...byUri].map(([uri, own]) => toDocument(uri, own.map((edit) => ({ ...edit, annotationId })))),
    changeAnnotations: { [annotationId]: annotation },
  };
}

/** A hint behind a place. */
export function toInlayHint({ file, offset, text, tooltip }: Inlay): InlayHint {
  return { position: file.lines.positionAt(offset), label: text, tooltip, paddingLeft: true };
}

/** Tokens as LSP has them: five numbers each, relative to the one before. */
export function toSemanticTokens(file: TextFile, tokens: readonly SemanticToken[]): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  for (const { start, end, type, modifier } of tokens) {
    const { line, character } = file.lines.positionAt(start);
    builder.push(line, character, end - start, tokenTypes.indexOf(type), modifier === undefined ? 0 : 1 << tokenModifiers.indexOf(modifier));
  }
  return builder.build();
}

/** A refactoring as a code action; `undefined` where it makes or removes files and the client cannot. */
export function toRefactoringAction({ title, kind, edits, creates = [], deletes = [] }: Refactoring, abilities: EditingAbilities): CodeAction | undefined {
  if (creates.length + deletes.length === 0) return { title, kind, edit: toWorkspaceEdit({ edits, warnings: [] }, abilities) };
  if (!abilities.documentChanges || !abilities.resources) return undefined;
  const start = { line: 0, character: 0 };
  const documentChanges: NonNullable<WorkspaceEdit['documentChanges']> = [
    ...creates.flatMap(({ uri, text }) => [
      { kind: 'create' as const, uri, options: { ignoreIfExists: false, overwrite: false } },
      ...(text === '' ? [] : [{ textDocument: { uri, version: null }, edits: [TextEdit.insert(start, text)] }]),
    ]),
    ...(toWorkspaceEdit({ edits, warnings: [] }, abilities).documentChanges ?? []),
    ...deletes.map((uri) => ({ kind: 'delete' as const, uri })),
  ];
  return { title, kind, edit: { documentChanges } };
}
