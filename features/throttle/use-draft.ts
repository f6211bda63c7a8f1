import { useState } from "react";

/** What was typed and not saved; until something is, what is saved shows, whoever saved it. */
export function useDraft<T extends object>(saved: T) {
  const [typed, setTyped] = useState<T | null>(null);
  const draft = typed ?? saved;
  return {
    draft,
    isChanged: typed !== null && JSON.stringify(typed) !== JSON.stringify(saved),
    put: (part: Partial<T>) => setTyped({ ...draft, ...part }),
    reset: () => setTyped(null),
  };
}
