import type { Rule, Told } from "../../rule.ts";

export const identifierTruncated: Rule = {
  id: "identifier-truncated",
  title: "Name longer than 63 bytes",
  engines: ["postgresql"],
  category: "design",
  detects: "Name longer than 63 bytes",
  why: "Cut silently, may collide",
  safer: "Shorten it; bytes count, not characters.",
  check: (scene) =>
    scene.at.statement.gives
      .filter(({ bytes }) => bytes > 63)
      .map(
        ({ what, name, bytes, place }): Told => ({
          severity: "warning",
          message: `The name of the ${what} has ${bytes} bytes; the server cuts it to ${name.slice(0, 63)}`,
          place,
        }),
      ),
};
