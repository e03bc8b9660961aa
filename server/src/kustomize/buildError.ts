/** The fault that stops one step of a build, with the place that causes it. */
import type { Span } from '../text/textFile.ts';
import type { BuildProblem } from './build.ts';

/** Thrown inside the build where kustomize would fail; caught at the step's border and turned into a `BuildProblem`. */
export class BuildFault extends Error implements BuildProblem {
  readonly code: string;
  readonly span: Span;

  constructor(code: string, message: string, span: Span) {
    super(message);
    this.code = code;
    this.span = span;
  }

  /** The plain problem. */
  get problem(): BuildProblem {
    return { code: this.code, message: this.message, span: { file: this.span.file, start: this.span.start, end: this.span.end } };
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
