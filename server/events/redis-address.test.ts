import { describe, expect, it } from "vitest";
import { parseRedisAddress, redisPlace } from "./redis-address.ts";

describe("parseRedisAddress", () => {
  it.each([
    ["redis://localhost", { kind: "single", tls: false, nodes: [{ host: "localhost", port: 6379 }], db: 0 }],
    [
      "rediss://app:p%40ss@redis.example.com:6380/3",
      {
        kind: "single",
        tls: true,
        username: "app",
        password: "p@ss",
        nodes: [{ host: "redis.example.com", port: 6380 }],
        db: 3,
      },
    ],
    ["redis://:secret@[::1]:7000", { kind: "single", password: "secret", nodes: [{ host: "::1", port: 7000 }] }],
    [
      "redis+sentinel://:secret@s1,s2:26380,s3/mymaster/2?sentinelPassword=other",
      {
        kind: "sentinel",
        name: "mymaster",
        db: 2,
        password: "secret",
        sentinelPassword: "other",
        nodes: [
          { host: "s1", port: 26379 },
          { host: "s2", port: 26380 },
          { host: "s3", port: 26379 },
        ],
      },
    ],
    [
      "rediss+cluster://app:secret@a:7000,b:7001,c:7002",
      { kind: "cluster", tls: true, username: "app", nodes: [{ port: 7000 }, { port: 7001 }, { port: 7002 }] },
    ],
  ])("reads %s", (url, expected) => {
    expect(parseRedisAddress(url)).toMatchObject(expected);
  });

  it.each([
    "http://localhost",
    "redis://",
    "redis://localhost:99999",
    "redis://a,b",
    "redis://localhost/first",
    "redis+sentinel://s1",
    "redis+sentinel://s1/name/0/more",
    "redis+cluster://a,b/1",
    "redis+other://a",
  ])("refuses %s", (url) => {
    expect(parseRedisAddress(url)).toBeNull();
  });
});

it("shows no password", () => {
  const places = [
    "redis://u:secret@h/1",
    "redis+sentinel://:secret@s1,s2/main?sentinelPassword=secret",
    "redis+cluster://:secret@a,b",
  ].map(redisPlace);
  expect(places).toEqual(["h:6379/1", "main/0 by sentinels s1:26379, s2:26379", "cluster of a:6379, b:6379"]);
});
