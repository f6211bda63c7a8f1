/** Where a command writes and asks. Tests bring their own. */
export interface Terminal {
  /** Whether somebody watches: only then lines are rewritten and questions asked. */
  readonly isInteractive: boolean;
  /** To standard output, as it is. */
  write(text: string): void;
  /** To standard error, as a line. */
  complain(line: string): void;
  /** Yes or no; only where `isInteractive`. */
  confirm(question: string): Promise<boolean>;
}
