import type { DriverSession, PostgresDriver } from "#core/engines/drivers.ts";
import { pgDriver } from "./engine-fixtures.ts";

/** As a pooler looks from here: its own session id, and in transaction mode another server session each time. */
export const pooledDriver = (perTransaction: boolean): PostgresDriver => ({
  async open(address, options) {
    const sessions: DriverSession[] = [await pgDriver.open(address, options), await pgDriver.open(address, options)];
    let turn = 0;
    return {
      backend: "1",
      query: (sql, params) => {
        turn += perTransaction ? 1 : 0;
        return sessions[turn % 2]?.query(sql, params) ?? Promise.reject(new Error("no session"));
      },
      close: async () => void (await Promise.all(sessions.map((session) => session.close()))),
    };
  },
});
