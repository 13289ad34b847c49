export type Role = "agent" | "manager" | "admin";

export const ROLES: readonly Role[] = ["agent", "manager", "admin"];

export function asRole(value: string): Role {
  return value === "admin" || value === "manager" ? value : "agent";
}

/** These may dispose of conversations that are in a colleague's hands. */
export function inCharge(role: Role): boolean {
  return role !== "agent";
}
