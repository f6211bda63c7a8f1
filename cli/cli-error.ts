/** A failure of the command line itself, with the exit code that is documented for it. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number, cause?: unknown) {
    super(message, { cause });
    this.name = "CliError";
    this.exitCode = exitCode;
  }
}
