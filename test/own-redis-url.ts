import { Redis } from "ioredis";

export const REDIS_DATABASES = 4_096;

/**
 * A database of the run's Redis that nobody else uses: test files run side by side, and workers of two would take each
 * other's jobs. Number 0 counts those that were given out.
 */
export async function ownRedisUrl(server: string): Promise<string> {
  const counter = new Redis(`${server}/0`);
  try {
    const given = await counter.incr("databases given out");
    return `${server}/${1 + (given % (REDIS_DATABASES - 1))}`;
  } finally {
    counter.disconnect();
  }
}
