import { matchesGlob } from "node:path/posix";

/** A pattern without a slash is the name of a file or folder at any depth; one that ends in a slash is a folder with all in it. */
export function matchesPath(path: string, pattern: string): boolean {
  const plain = pattern.replace(/^\.\//, "").replace(/\/$/, "");
  const patterns = plain.includes("/")
    ? [plain, `${plain}/**`]
    : [plain, `**/${plain}`, `**/${plain}/**`, `${plain}/**`];
  return patterns.some((it) => matchesGlob(path.replace(/^\.\//, ""), it));
}
