/** Remembers how objects were printed, so that a rendered text that is made anew at each keystroke prints only what changed. */
import { printYaml } from '../yaml/printYaml.ts';
import type { PlainValue } from '../yaml/yamlValue.ts';

/** The printed objects of the last two renderings of one document. */
export class PrintMemory {
  #last = new Map<string, string>();
  #current = new Map<string, string>();

  /** Begins a rendering: what the last one did not print is forgotten. */
  begin(): void {
    this.#last = this.#current;
    this.#current = new Map();
  }

  /** An object as YAML. */
  readonly print = (value: PlainValue): string => {
    const key = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? { bigint: String(part) } : part));
    const text = this.#last.get(key) ?? printYaml(value);
    this.#current.set(key, text);
    return text;
  };
}
