import { describe, expect, test } from 'vitest';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { commentsOf, standsAlone } from '../../../server/src/yaml/yamlComments.ts';

function comments(text: string) {
  const file = new TextFile('file:///a.yaml', 'a.yaml', text);
  return commentsOf(file).map((comment) => ({ text: comment.text, at: file.text.slice(comment.start, comment.end), alone: standsAlone(comment) }));
}

describe('commentsOf', () => {
  test('finds comments at the place where they stand', () => {
    expect(comments('# head\na: 1 # tail\n  # inner\nb:\n  - c # item\n')).toEqual([
      { text: ' head', at: '# head', alone: true },
      { text: ' tail', at: '# tail', alone: false },
      { text: ' inner', at: '# inner', alone: true },
      { text: ' item', at: '# item', alone: false },
    ]);
  });

  test('takes no number sign inside a text for a comment', () => {
    const text = 'a: "# no"\nb: \'# no\'\nc: x#no\nd: |\n  # no\n  text # no\ne: >-\n  # no\nf: [a, "# no"] # yes\n';
    expect(comments(text)).toEqual([{ text: ' yes', at: '# yes', alone: false }]);
  });

  test('keeps its place behind a plain text that starts with a control character, CRLF, documents and broken input', () => {
    expect(comments('a: 1\r\n# one\r\n---\r\nb: [\r\n# two\r\n---\r\n# three\r\n').map((comment) => comment.at)).toEqual(['# one', '# two', '# three']);
    expect(comments('\u001f\u0002a: b # c\n').map((comment) => comment.at)).toEqual(['# c']);
  });
});
