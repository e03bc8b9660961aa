/** Kubernetes label selector expressions (`a=b,c!=d,e in (f,g),!h,i>1`), as kustomize's targets use them. */

/** One condition. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | 'missing' | 'greater' | 'less';
  readonly values: readonly string[];
}

/** Conditions that must all hold. */
export type LabelSelector = readonly Requirement[];

/** Whether labels meet all conditions. */
export function matchesLabels(selector: LabelSelector, labels: ReadonlyMap<string, string>): boolean {
  return selector.every(({ key, operator, values }) => {
    const value = labels.get(key);
    switch (operator) {
      case 'in':
        return value !== undefined && values.includes(value);
      case 'notin':
        return value === undefined || !values.includes(value);
      case 'exists':
        return value !== undefined;
      case 'missing':
        return value === undefined;
      case 'greater':
      case 'less': {
        const [left, right] = [Number(value), Number(values[0])];
        if (value === undefined || !/^[-+]?\d+$/.test(value)) return false;
        return operator === 'greater' ? left > right : left < right;
      }
    }
  });
}

/** Parses an expression; a text instead says what is wrong. */
export function parseLabelSelector(text: string): LabelSelector | string {
  const tokens = text.match(/[^\s,()=!<>]+|==|!=|[=!<>,()]/g) ?? [];
  const parser = new SelectorParser(tokens);
  return parser.parse();
}

class SelectorParser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  parse(): LabelSelector | string {
    const requirements: Requirement[] = [];
    if (this.#tokens.length === 0) return requirements;
    do {
      const requirement = this.#requirement();
      if (typeof requirement === 'string') return requirement;
      requirements.push(requirement);
    } while (this.#take(','));
    const rest = this.#tokens[this.#at];
    return rest === undefined ? requirements : `\`${rest}\` is not expected here`;
  }

  #requirement(): Requirement | string {
    const negated = this.#take('!');
    const key = this.#word();
    if (key === undefined) return 'a key is missing';
    if (!validKey(key)) return `\`${key}\` is no label key`;
    if (negated) return { key, operator: 'missing', values: [] };
    const operator = this.#tokens[this.#at];
    if (operator === undefined || operator === ',') return { key, operator: 'exists', values: [] };
    this.#at++;
    switch (operator) {
      case '=':
      case '==':
        return this.#one(key, 'in');
      case '!=':
        return this.#one(key, 'notin');
      case '>':
      case '<': {
        const found = this.#one(key, operator === '>' ? 'greater' : 'less');
        return typeof found === 'string' || /^[-+]?\d+$/.test(found.values[0] ?? '') ? found : 'a whole number is needed to compare';
      }
      case 'in':
      case 'notin':
        return this.#several(key, operator);
      default:
        return `\`${operator}\` is not expected behind \`${key}\``;
    }
  }

  #one(key: string, operator: Requirement['operator']): Requirement | string {
    const value = this.#word() ?? '';
    return validValue(value) ? { key, operator, values: [value] } : `\`${value}\` is no label value`;
  }

  #several(key: string, operator: 'in' | 'notin'): Requirement | string {
    if (!this.#take('(')) return `\`(\` is missing behind \`${operator}\``;
    const values: string[] = [];
    do values.push(this.#word() ?? '');
    while (this.#take(','));
    if (!this.#take(')')) return '`)` is missing';
    const bad = values.find((value) => !validValue(value));
    return bad === undefined ? { key, operator, values } : `\`${bad}\` is no label value`;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #word(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || /^([=!<>,()]|==|!=)$/.test(token)) return undefined;
    this.#at++;
    return token;
  }
}

const name = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function validKey(key: string): boolean {
  const parts = key.split('/');
  if (parts.length > 2) return false;
  const [prefix, last] = parts.length === 2 ? parts : [undefined, parts[0]];
  return name.test(last ?? '') && (prefix === undefined || /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(prefix));
}

function validValue(value: string): boolean {
  return value === '' || name.test(value);
}
