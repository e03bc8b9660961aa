/** Finds the comments of a file with the parser's own lexer, so that a `#` inside a text is never taken for one. */
import { Lexer } from 'yaml';
import type { TextFile } from '../text/textFile.ts';
import type { YamlComment } from './yamlNode.ts';

/** Zero-width signals of the lexer: start of a document, error in a flow collection, "the next token is a scalar". */
const documentStart = '\u0002';
const flowError = '\u0018';
const scalarAhead = '\u001f';

/** The comments of a file in order, computed once for each version of it. Costs a pass over the text: ask only where a comment matters. */
export function commentsOf(file: TextFile): readonly YamlComment[] {
  return file.derived(readComments);
}

/** Whether nothing but white space stands before a comment on its line. */
export function standsAlone(comment: YamlComment): boolean {
  const { text, lines } = comment.file;
  const lineStart = lines.offsetAt({ line: lines.positionAt(comment.start).line, character: 0 });
  return text.slice(lineStart, comment.start).trim() === '';
}

function readComments(file: TextFile): readonly YamlComment[] {
  const comments: YamlComment[] = [];
  let offset = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(file.text)) {
    if (!isScalar && (token === documentStart || token === flowError || token === scalarAhead)) {
      isScalar = token === scalarAhead;
      continue;
    }
    if (!isScalar && token.startsWith('#')) {
      const text = token.replace(/\r$/, '');
      comments.push({ file, start: offset, end: offset + text.length, text: text.slice(1) });
    }
    isScalar = false;
    offset += token.length;
  }
  return comments;
}
