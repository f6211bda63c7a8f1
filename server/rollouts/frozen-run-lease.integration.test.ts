import { expect, test } from "vitest";
import { newId } from "#server/new-id.ts";
import { testContainer } from "#test/container.ts";
import { aRollout, aWorld, coordinatesPlan } from "#test/rollouts.ts";
import { lockIdleRun, lockLeasedRun, takeRunLease } from "./run-repository.ts";

test.each(["its lease", "a command"])(
  "who freezes with the lock of a run, under %s, keeps it no longer than a lease",
  async (under) => {
    const { prisma, ...deps } = await testContainer();
    const world = await aWorld({ prisma, ...deps }, "sqlite", 3);
    await aRollout(world, coordinatesPlan("sqlite"));
    const { id } = await prisma.run.findFirstOrThrow();
    const owner = newId();
    if (under === "its lease") expect(await takeRunLease(prisma, id, owner)).toBe(true);
    const [locked, never] = [Promise.withResolvers<boolean>(), Promise.withResolvers<void>()];
    // As a frozen process does not keep it, the limit that Prisma has for a transaction is out of the way.
    const frozen = prisma
      .$transaction(
        async (tx) => {
          locked.resolve(under === "its lease" ? await lockLeasedRun(tx, id, owner) : await lockIdleRun(tx, id));
          await never.promise;
          await tx.run.findFirst();
        },
        { timeout: 120_000 },
      )
      .catch(() => "lost");
    expect(await locked.promise).toBe(true);
    // Waits for the lock.
    await prisma.$executeRaw`UPDATE "Run" SET "leaseUntil" = clock_timestamp() WHERE id = ${id}::uuid`;
    never.resolve();
    expect(await frozen).toBe("lost");
  },
);
