type Listener = () => void;

const listeners = new Set<Listener>();

/** Asks the shell to open the dialog of a hold: from the palette, or a page. One dialog serves them all. */
export function requestHold(): void {
  for (const open of listeners) open();
}

export function onHoldRequest(open: Listener): () => void {
  listeners.add(open);
  return () => void listeners.delete(open);
}
