// The one kind of error that the scripts show without a stack: what is wrong, and how to get what is missing.

/** Something that the user can put right. Its message is shown as it is. */
export class StartProblem extends Error {
  /**
   * @param {string} what What is wrong, in one sentence.
   * @param {string} [remedy] How to put it right.
   */
  constructor(what, remedy) {
    super(remedy === undefined ? what : `${what}\n  ${remedy}`);
    this.name = 'StartProblem';
  }
}
