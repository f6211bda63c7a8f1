import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { Client } from "pg";
import { StartError } from "./start-error.ts";

const HOW: Record<string, string> = {
  ECONNREFUSED: "nobody listens there. Is the server running, and is the port right?",
  ENOTFOUND: "there is no such host. Check its name.",
  ETIMEDOUT: "it does not answer. Check host, port and firewall.",
  EAI_AGAIN: "its name cannot be looked up now. Check the network.",
  "28P01": "the password or the user is wrong.",
  "28000": "the server refuses this user from here (pg_hba.conf).",
  "3D000": "the server has no such database. Create it: CREATE DATABASE …",
};

/** A control database of the person's own: reachable, and a PostgreSQL that will do. */
export async function checkDatabaseUrl(url: string, name = "DATABASE_URL"): Promise<void> {
  if (!/^postgres(ql)?:\/\/./.test(url)) {
    throw new StartError(`${name} must look like postgresql://user:password@host:5432/database.`);
  }
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int AS version",
    );
    if ((rows[0]?.version ?? 0) < 140_000) throw new StartError(`${name}: Sluice needs PostgreSQL 14 or later.`);
  } catch (error) {
    throw error instanceof StartError ? error : new StartError(`${name} (${placeOf(url)}): ${why(error)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A Redis of the person's own: reachable, and it lets us in. */
export async function checkRedisUrl(url: string): Promise<void> {
  if (!/^rediss?:\/\/./.test(url)) throw new StartError("REDIS_URL must look like redis://:password@host:6379.");
  try {
    const answer = await ping(new URL(url));
    if (/NOAUTH|WRONGPASS|invalid/i.test(answer)) throw new Error("the password is missing or wrong.");
    if (!answer.includes("PONG")) throw new Error(`it is no Redis: it answered "${answer.slice(0, 60).trim()}".`);
  } catch (error) {
    throw new StartError(`REDIS_URL (${placeOf(url)}): ${why(error)}`);
  }
}

function ping({ hostname, port, username, password, protocol }: URL): Promise<string> {
  const options = { host: hostname, port: Number(port || 6379) };
  const name = username ? `${decodeURIComponent(username)} ` : "";
  const login = password ? `AUTH ${name}${decodeURIComponent(password)}\r\n` : "";
  return new Promise((resolve, reject) => {
    const socket = protocol === "rediss:" ? connectTls({ ...options, servername: hostname }) : connect(options);
    let answer = "";
    const end = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(5_000, () =>
      answer ? end() : socket.destroy(Object.assign(new Error(), { code: "ETIMEDOUT" })),
    );
    socket.once("error", reject);
    socket.on("data", (data) => {
      answer += data;
      if (/PONG|^-/m.test(answer)) end();
    });
    socket.write(`${login}PING\r\n`);
  });
}

/** Host and port, never the password. */
function placeOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "not a URL";
  }
}

function why(error: unknown): string {
  const { code = "", message, errors } = error as { code?: string; message?: string; errors?: { code?: string }[] };
  return HOW[code] ?? HOW[errors?.[0]?.code ?? ""] ?? (message || "it does not answer.");
}
