/** A file as the command line read it. `path` is as people wrote it, with slashes. */
export interface LintFile {
  readonly path: string;
  readonly text: string;
}
