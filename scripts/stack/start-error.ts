/** Ends a start. Its message is the one line a person reads: what is wrong, then how to mend it. */
export class StartError extends Error {
  override readonly name = "StartError";
}

const NO_SPACE = /ENOSPC|no space left on device|disk quota exceeded/i;

/** A full disk shows itself in many voices; this hears them all. */
export const isDiskFull = (text: string): boolean => NO_SPACE.test(text);

export const diskFull = (dir: string): StartError =>
  new StartError(
    `The disk that holds ${dir} is full. Free some space (about 1 GB), or set SLUICE_DATA_DIR to a folder elsewhere.`,
  );
