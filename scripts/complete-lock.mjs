// Registries that mirror only some platforms make npm write a lock file without the others' optional packages, which
// `npm ci` then refuses everywhere. This writes them back: name and version stand in the packages that ask for them.
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
let added = 0;
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  // Where npm put the one for this platform, its brothers belong.
  const places = Object.keys(optionalDependencies).map((name) => placeOf(path, name) ?? "");
  const home = places.reduce((one, other) => (other.length > one.length ? other : one), "");
  for (const [name, range] of Object.entries(optionalDependencies)) {
    const alias = /^npm:(.+)@([^@]+)$/.exec(range);
    const version = (alias?.[2] ?? range).replace(/^[\^~>=\s]+/, "");
    const found = placeOf(path, name);
    if (found !== null && major(lock.packages[`${found}node_modules/${name}`].version) === major(version)) continue;
    if (!/^\d+\.\d+\.\d+/.test(version)) continue;
    const entry = { ...(alias && { name: alias[1] }), version, ...limits(name), ...(dev && { dev }), optional: true };
    lock.packages[`${home}node_modules/${name}`] = entry;
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(
  added > 0 ? `Wrote ${added} optional packages of other platforms into package-lock.json.` : "Nothing is missing.",
);

/** The folder that holds it, as Node looks for it: the package's own, then each above; `null` when none does. */
function placeOf(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    const folder = at ? `${at}/` : "";
    if (lock.packages[`${folder}node_modules/${name}`]) return folder;
    if (!at) return null;
  }
}

function major(version) {
  return version.split(".")[0];
}

function limits(name) {
  const words = name.replace("windows", "win32").split(/[^a-z0-9]+/);
  const of = (known) => known.filter((it) => words.includes(it));
  const [os, cpu] = [of(SYSTEMS), of(PROCESSORS)];
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : [];
  const given = { cpu, os, libc };
  return Object.fromEntries(Object.entries(given).filter(([, values]) => values.length > 0));
}
