import type { Prisma } from "#prisma/client/client.ts";

/** A value for a Json column; what JSON cannot hold is dropped. */
export const toJson = (value: object): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value));

/** A Json column that only this server writes, with the type it was written with. */
export const fromJson = <T>(column: unknown): T => column as T;

/** PostgreSQL sorts the keys of a jsonb object. Where their order counts, such as under a hash, the text is stored. */
export const toOrderedJson = (value: object): string => JSON.stringify(value);

export const fromOrderedJson = <T>(column: unknown): T => JSON.parse(String(column));
