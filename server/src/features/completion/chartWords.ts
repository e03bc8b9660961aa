/** What the author of a chart wrote on its values: comments above a key, and behind it. */
import type { TextFile } from '../../text/textFile.ts';
import { escapeMarkdown } from '../../protocol/markdownText.ts';
import { commentsOf, standsAlone } from '../../yaml/yamlComments.ts';
import type { YamlComment, YamlPair } from '../../yaml/yamlNode.ts';

/** The words as Markdown; empty where there are none. Charts mark words for the tools that print their documentation (`# -- words`, `## @param name words`): the marks are left out. */
export function wordsOfValue({ key }: YamlPair): string {
  const { file } = key;
  const { line } = file.lines.positionAt(key.start);
  const byLine = file.derived(commentsByLine);
  const lines: string[] = [];
  for (let at = line - 1; ; at--) {
    const comment = byLine.get(at);
    if (comment === undefined || !standsAlone(comment)) break;
    lines.unshift(comment.text);
  }
  const behind = byLine.get(line);
  if (behind !== undefined && !standsAlone(behind)) lines.push(behind.text);
  const words = lines.map((text) => text.replace(/^#*\s*(?:--\s*)?/, '').replace(/^@param\s+\S+\s*/, '').trim()).filter((text) => /\w/.test(text));
  return escapeMarkdown(words.join(' '));
}

function commentsByLine(file: TextFile): ReadonlyMap<number, YamlComment> {
  return new Map(commentsOf(file).map((comment) => [file.lines.positionAt(comment.start).line, comment]));
}
