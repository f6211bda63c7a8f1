/** From least to most: a role may do all that the roles before it may. */
export const ROLES = ["viewer", "operator", "approver", "owner"] as const;
export type Role = (typeof ROLES)[number];

export const isAtLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);

export const lesserRole = (a: Role, b: Role): Role => (isAtLeast(a, b) ? b : a);
