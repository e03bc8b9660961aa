/** Cuts and garbles YAML the way half-typed files and bad merges do, from a seed. */

/** Random whole numbers below a limit; the same seed gives the same ones (mulberry32). */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** What is put between, and what takes the place of something: signs of YAML, of templates, of variables, and what no editor shows. */
const scraps: readonly string[] = [
  ':', ': ', '- ', '{', '}', '[', ']', '"', "'", '\n', '\r\n', '\r', '\t', '&a ', '*a', '*', '!!int ', '!!binary ', '!!omap ', '!!set ', '!!pairs ', '|\n', '>-\n', '? ', '#', ' #', '${x}', '${x:=', '${', '}}', '{{ x }}', '\u0000', '\u2028', '\ufeff',
  '🚀', '\ud83d', 'é', '<<: ', '<<: *a', '---\n', '...\n', '%YAML 1.1\n', ' ', '    ', '0x', '0o8', '1e999', '~', 'null', 'yes', '9'.repeat(40), 'apiVersion: v1\nkind: List\nitems:\n', 'kind: Kustomization\n', '- op: add\n  path: /~2/-\n', '../..', '/', 'a'.repeat(3000), '(a+)+$', '$patch: delete\n', '__proto__: x\n', 'constructor: x\n',
];

/** A text that ends at a random place. */
export function truncated(text: string, random: (below: number) => number): string {
  return text.slice(0, random(text.length + 1));
}

/** A text with one to four random changes. */
export function garbled(text: string, random: (below: number) => number): string {
  let result = text;
  for (let rounds = 1 + random(4); rounds > 0; rounds--) result = garbledOnce(result, random);
  return result;
}

function garbledOnce(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const scrap = scraps[random(scraps.length)] ?? '';
  switch (random(7)) {
    case 0:
      return text.slice(0, at) + scrap + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + random(40));
    case 2:
      return text.slice(0, at) + scrap + text.slice(at + 1 + random(10));
    case 3: {
      // A line twice, at another indentation.
      const lines = text.split('\n');
      const from = random(lines.length);
      return [...lines.slice(0, from), `${' '.repeat(random(6))}${(lines[from] ?? '').trimStart()}`, ...lines.slice(from)].join('\n');
    }
    case 4: {
      // Two lines change places.
      const lines = text.split('\n');
      const [one, other] = [random(lines.length), random(lines.length)];
      const kept = lines[one] ?? '';
      lines[one] = lines[other] ?? '';
      lines[other] = kept;
      return lines.join('\n');
    }
    case 5: {
      // A part of the text somewhere else.
      const part = text.slice(at, at + random(200));
      const to = random(text.length + 1);
      return text.slice(0, to) + part + text.slice(to);
    }
    default:
      return text.slice(at) + text.slice(0, at);
  }
}
