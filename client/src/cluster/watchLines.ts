// Cuts the text of a watch stream into lines and reads each line as a typed event; a line that cannot be read is an error, not silence.
import { isJsonObject, parseJson, readObject, readString, type JsonObject } from './jsonValue.ts';
import { kubeErrorFromStatus, type AskedAction, type KubeError } from './kubeError.ts';

/** One line of a watch. */
export type WatchLine =
  | { readonly type: 'added' | 'modified' | 'deleted'; readonly object: JsonObject }
  | { readonly type: 'bookmark'; readonly resourceVersion: string }
  | { readonly type: 'error'; readonly error: KubeError };

/** Collects text and gives back complete lines. */
export class LineSplitter {
  #rest: string[] = [];

  /** The lines completed by this piece of text, without empty ones. */
  push(text: string): readonly string[] {
    const lastBreak = text.lastIndexOf('\n');
    if (lastBreak < 0) {
      this.#rest.push(text);
      return [];
    }
    this.#rest.push(text.slice(0, lastBreak));
    const complete = this.#rest.join('').split('\n');
    this.#rest = lastBreak + 1 < text.length ? [text.slice(lastBreak + 1)] : [];
    return complete.filter((line) => line.trim() !== '');
  }
}

/** Reads one line. */
export function readWatchLine(line: string, asked: AskedAction): WatchLine {
  const event = parseJson(line);
  const object = readObject(event, 'object');
  switch (readString(event, 'type')) {
    case 'ADDED':
      return { type: 'added', object };
    case 'MODIFIED':
      return { type: 'modified', object };
    case 'DELETED':
      return { type: 'deleted', object };
    case 'BOOKMARK':
      return { type: 'bookmark', resourceVersion: readString(object, 'metadata', 'resourceVersion') };
    case 'ERROR':
      return { type: 'error', error: kubeErrorFromStatus(object, asked) };
    default: {
      const what = isJsonObject(event) ? 'an event of an unknown type' : 'a line that is no JSON';
      return { type: 'error', error: { type: 'server', status: 200, message: `the watch sent ${what}` } };
    }
  }
}
