/** The settings under `flightdeck.` that the server reads. The client's own are in the manifest only. */

/** Settings of the language server. */
export interface ServerSettings {
  /** Flux version to judge by where none is declared, such as `2.9`. */
  readonly fluxVersion: string;
  /** `namespace/name` of a source → folder that holds its files (absolute, or relative to the workspace folder). */
  readonly sources: Readonly<Record<string, string>>;
  /** Rule id → level. */
  readonly rules: Readonly<Record<string, 'error' | 'warning' | 'info' | 'hint' | 'off'>>;
  readonly codeLens: boolean;
  /** Lenses by what they say; `codeLens` switches all off. */
  readonly lenses: {
    /** What applies a file or an object. */
    readonly appliedBy: boolean;
    /** What a Flux object waits for, and what waits for it. */
    readonly dependencies: boolean;
    /** The schedule of a Canary. */
    readonly schedule: boolean;
    /** What the connected cluster says of an object, with what can be done there. */
    readonly state: boolean;
    /** What a Flux Kustomization's folder becomes, and comparisons of it. */
    readonly rendered: boolean;
  };
  readonly inlayHints: {
    /** The values of variables. */
    readonly variables: boolean;
  };
  /**
   * Whether the Red Hat YAML extension runs beside: a document with a `# yaml-language-server: $schema=` line is then
   * explained from there. No setting of the user's: the client adds it.
   */
  readonly besideRedHatYaml?: boolean;
  /** Whether it judges, too: the structure of such a document, and the syntax of each open file. The client adds this as well. */
  readonly redHatYamlValidates?: boolean;
}

/** What holds when nothing is set. */
export const defaultSettings: ServerSettings = { fluxVersion: '2.9', sources: {}, rules: {}, codeLens: true, lenses: { appliedBy: true, dependencies: true, schedule: true, state: true, rendered: true }, inlayHints: { variables: true } };
