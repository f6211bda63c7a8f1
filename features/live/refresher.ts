import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query";

/**
 * Refetches on facts: at once, and one refetch of a key at a time. A fact that comes during a refetch asks for one
 * more after it, since that answer may be older; a burst of facts is two requests and not a hundred.
 */
export function newRefresher(queries: QueryClient): (key: QueryKey) => void {
  const atWork = new Map<string, { again: boolean }>();

  async function refresh(key: QueryKey): Promise<void> {
    const hash = hashKey(key);
    const current = atWork.get(hash);
    if (current) {
      current.again = true;
      return;
    }
    const work = { again: true };
    atWork.set(hash, work);
    try {
      while (work.again) {
        work.again = false;
        await queries.invalidateQueries({ queryKey: key });
      }
    } finally {
      atWork.delete(hash);
    }
  }
  return (key) => void refresh(key);
}
