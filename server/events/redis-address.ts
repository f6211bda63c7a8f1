interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}
interface Node {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is: one server, a set that sentinels watch, or a cluster. */
export type RedisAddress = { readonly tls: boolean; readonly nodes: readonly Node[] } & Credentials &
  (
    | { readonly kind: "single"; readonly db: number }
    /** `name` is the group's name; `sentinelPassword` is the sentinels' own. */
    | {
        readonly kind: "sentinel";
        readonly name: string;
        readonly db: number;
        readonly sentinelPassword: string | undefined;
      }
    | { readonly kind: "cluster" }
  );

const SHAPE =
  /^(?<scheme>rediss?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?]+)(?<path>\/[^?]*)?(?:\?(?<query>.*))?$/;
const HOST = /^(?:\[(?<six>[0-9A-Fa-f:]+)\]|(?<host>[A-Za-z0-9_.-]+))(?::(?<port>\d{1,5}))?$/;

const DEFAULT_PORT = 6379;
const SENTINEL_PORT = 26379;

/**
 * Reads `redis://`, `redis+sentinel://host,host/name/db?sentinelPassword=…` and `redis+cluster://host,host`, each also with
 * `rediss` for TLS. `null`: it is none of them.
 */
export function parseRedisAddress(url: string): RedisAddress | null {
  const found = SHAPE.exec(url.trim())?.groups;
  if (!found) return null;
  const nodes = nodesOf(found.hosts ?? "", found.kind === "sentinel" ? SENTINEL_PORT : DEFAULT_PORT);
  if (!nodes) return null;
  const path = (found.path ?? "").split("/").filter((part) => part !== "");
  const common = {
    tls: found.scheme === "rediss",
    nodes,
    username: decoded(found.user),
    password: decoded(found.password),
  };
  switch (found.kind) {
    case "cluster":
      return path.length === 0 ? { ...common, kind: "cluster" } : null;
    case "sentinel":
      return sentinelOf(common, path, new URLSearchParams(found.query));
    default: {
      const db = dbOf(path[0]);
      return db === null || path.length > 1 || nodes.length > 1 ? null : { ...common, kind: "single", db };
    }
  }
}

function sentinelOf(
  common: Omit<Extract<RedisAddress, { kind: "sentinel" }>, "kind" | "name" | "db" | "sentinelPassword">,
  [name, number, ...rest]: readonly string[],
  query: URLSearchParams,
): RedisAddress | null {
  const db = dbOf(number);
  if (!name || db === null || rest.length > 0) return null;
  const sentinelPassword = query.get("sentinelPassword") ?? undefined;
  return { ...common, kind: "sentinel", name: decodeURIComponent(name), db, sentinelPassword };
}

function nodesOf(hosts: string, defaultPort: number): readonly Node[] | null {
  const nodes = hosts.split(",").map((it) => {
    const parts = HOST.exec(it)?.groups;
    const host = parts?.six ?? parts?.host;
    const port = Number(parts?.port ?? defaultPort);
    return host && port >= 1 && port <= 65_535 ? { host, port } : null;
  });
  return nodes.every((node) => node !== null) ? nodes : null;
}

const decoded = (part: string | undefined): string | undefined =>
  part === undefined || part === "" ? undefined : decodeURIComponent(part);

const dbOf = (part: string | undefined): number | null => {
  if (part === undefined) return 0;
  return /^\d{1,4}$/.test(part) ? Number(part) : null;
};

/** For people: hosts, group and number, and never a password. */
export function redisPlace(url: string): string {
  const address = parseRedisAddress(url);
  if (!address) return "unknown";
  const hosts = address.nodes.map(({ host, port }) => `${host}:${port}`).join(", ");
  switch (address.kind) {
    case "cluster":
      return `cluster of ${hosts}`;
    case "sentinel":
      return `${address.name}/${address.db} by sentinels ${hosts}`;
    case "single":
      return `${hosts}/${address.db}`;
  }
}
