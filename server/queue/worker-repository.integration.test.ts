import { expect, test, vi } from "vitest";
import { testContainer } from "#test/container.ts";
import { asReconciler } from "./worker-repository.ts";

const nothing = async () => undefined;

test("a reconciler that froze keeps the others out no longer than a lease", async () => {
  const { prisma } = await testContainer();
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  // Its session says nothing any more, and stays open.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const frozen = asReconciler(prisma, () => {
    begun.resolve();
    return end.promise;
  }).catch(() => "lost");
  await begun.promise;
  vi.useRealTimers();
  await expect(asReconciler(prisma, nothing)).resolves.toBe(false);
  const isFree = async () => expect(await asReconciler(prisma, nothing)).toBe(true);
  // Its own limit for a transaction, which a frozen process does not keep, is 30 s.
  await vi.waitFor(isFree, { timeout: 25_000, interval: 200 });
  end.resolve();
  await expect(frozen).resolves.toBe("lost");
});

test("one that works for longer than a lease stays the only one", async () => {
  const { prisma } = await testContainer();
  const work = async () => void (await prisma.$queryRaw`SELECT pg_sleep(13) IS NULL`);
  await expect(asReconciler(prisma, work)).resolves.toBe(true);
});
