/** The fault that stops one step of a build, with the place that causes it. */
import type { Span } from '../text/textFile.ts';
import type { BuildProblem } from './build.ts';

/** Thrown inside the build where kustomize would fail; caught at the step's border and turned into a `BuildProblem`. */
export class BuildFault extends Error implements BuildProblem {
  readonly code: string;
  readonly span: Span;
  readonly related: BuildProblem['related'];

  constructor(code: string, message: string, span: Span, related?: BuildProblem['related']) {
    super(message);
    this.code = code;
    this.span = span;
    this.related = related;
  }

  /** The plain problem. */
  get problem(): BuildProblem {
    const { code, message, related, span } = this;
    return { code, message, span: { file: span.file, start: span.start, end: span.end }, ...(related === undefined ? {} : { related }) };
  }
}

/** Runs a step; a fault in it is reported and the step yields `undefined`. */
export function attempt<T>(problems: BuildProblem[], step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof BuildFault)) throw error;
    problems.push(error.problem);
    return undefined;
  }
}
