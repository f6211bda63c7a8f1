import { compareVersions, isDottedVersion } from "./compare-versions.ts";

const REQUIREMENT = /^(>=|>|=)?\s*([0-9A-Za-z]\S{0,99})$/;

/** Such as `>= 2.3.0`; a bare version means that one exactly. `null`: it cannot be read. */
function parse(requirement: string): { readonly operator: ">=" | ">" | "="; readonly version: string } | null {
  const [, operator = "=", version] = REQUIREMENT.exec(requirement.trim()) ?? [];
  if (version === undefined) return null;
  if (operator !== "=" && !isDottedVersion(version)) return null;
  return { operator: operator as ">=" | ">" | "=", version };
}

export const isVersionRequirement = (text: string): boolean => parse(text) !== null;

/** What is no dotted number can only be equal: it is never above or below another. */
export function meetsVersion(version: string, requirement: string): boolean {
  const parsed = parse(requirement);
  if (!parsed) return false;
  const order = compareVersions(version, parsed.version);
  if (parsed.operator === "=") return order === null ? version === parsed.version : order === 0;
  return order !== null && (parsed.operator === ">=" ? order >= 0 : order > 0);
}
