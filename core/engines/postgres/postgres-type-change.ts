import type { TypeSpec } from "#core/analysis/change-specs.ts";
import { modelKey } from "#core/analysis/model-key.ts";
import type { DomainModel, SchemaModel } from "#core/analysis/schema-model.ts";

/** `none`: the catalog alone; `index`: indexes of the column are built anew; `zone`: rewrites unless TimeZone is UTC; `unknown`: no telling. */
export type TypeChange = "none" | "index" | "rewrite" | "zone" | "unknown";

interface Type {
  readonly base: string;
  readonly modifiers: readonly number[];
  readonly isArray: boolean;
}

const SIMPLE = /^(.*?)(?:\(([\d,\s-]*)\))?((?: (?:with|without) time zone)?)(\[\])*$/;

function typeOf(text: string): Type {
  const [, base = text, modifiers, zone = "", array] = SIMPLE.exec(text.trim()) ?? [];
  const numbers = modifiers?.split(",").map(Number) ?? [];
  return {
    base: `${base.replace(/^(pg_catalog|public)\./, "")}${zone}`,
    modifiers: numbers,
    isArray: array !== undefined,
  };
}

/** The domain that a type's name means. */
export function domainOf(model: SchemaModel, text: string): DomainModel | null {
  const bare = text.replaceAll('"', "");
  const [name = bare, schema] = bare.split(".").toReversed();
  const schemas = schema === undefined ? model.searchPath : [schema];
  for (const it of schemas) {
    const found = model.domains.get(modelKey({ schema: it, name }));
    if (found) return found;
  }
  return null;
}
export const isConstrained = ({ notNull, checks }: DomainModel): boolean => notNull || checks.length > 0;

const OWN =
  /^(smallint|integer|bigint|real|double precision|numeric|boolean|text|character varying|character|bit|bit varying|bytea|date|interval|time(stamp)? with(out)? time zone|json|jsonb|uuid|xml|inet|cidr|macaddr8?|money|name|oid|point|line|lseg|box|path|polygon|circle|tsvector|tsquery|int[48]range|numrange|tsrange|tstzrange|daterange|citext|hstore|ltree|reg\w+|pg_lsn|serial|bigserial|smallserial)$/;

/** Whether a type is PostgreSQL's own or in the model, so that it is no domain that hides a CHECK. */
export function isKnownType(model: SchemaModel, spec: TypeSpec): boolean {
  if (model.complete || OWN.test(typeOf(spec.text).base)) return true;
  const names = (spec.name.schema === undefined ? model.searchPath : [spec.name.schema]).map((schema) =>
    modelKey({ schema, name: spec.name.name }),
  );
  return names.some((key) => model.domains.has(key) || model.enums.has(key) || model.composites.has(key));
}

/** What a change between two types does to the rows, without USING and COLLATE. */
export function typeChange(model: SchemaModel, from: string, to: TypeSpec): TypeChange {
  const target = domainOf(model, to.text);
  if (target && isConstrained(target)) return from === to.text ? "none" : "rewrite";
  const source = domainOf(model, from);
  const [one, other] = [typeOf(source?.base ?? from), typeOf(target?.base ?? to.text)];
  if (from === "") return "unknown";
  if (one.isArray !== other.isArray) return "rewrite";
  if (one.base === other.base && one.modifiers.join() === other.modifiers.join()) return "none";
  if (one.isArray) return "rewrite";
  return betweenOwn(one, other);
}

const TEXTS = new Set(["text", "character varying"]);
const TIMES = /^time(stamp)? with/;

function betweenOwn(from: Type, to: Type): TypeChange {
  if (TEXTS.has(from.base) && TEXTS.has(to.base)) return isWider(from, to) ? "none" : "rewrite";
  if ((TEXTS.has(from.base) && to.base === "citext") || (from.base === "citext" && TEXTS.has(to.base)))
    return to.modifiers.length === 0 ? "index" : "rewrite";
  if (from.base === "cidr" && to.base === "inet") return "none";
  if (/^timestamp/.test(from.base) && /^timestamp/.test(to.base) && from.base !== to.base)
    return isWiderTime(from, to) ? "zone" : "rewrite";
  if (from.base !== to.base) return "rewrite";
  if (TIMES.test(from.base)) return isWiderTime(from, to) ? "none" : "rewrite";
  if (from.base === "numeric") return isWiderNumber(from, to) ? "none" : "rewrite";
  return from.base === "bit varying" && isWider(from, to) ? "none" : "rewrite";
}

/** No limit is the widest. */
const isWider = ({ modifiers: [from] }: Type, { modifiers: [to] }: Type): boolean =>
  to === undefined || (from !== undefined && to >= from);

/** Six digits are all there are. */
const isWiderTime = ({ modifiers: [from = 6] }: Type, { modifiers: [to = 6] }: Type): boolean => to >= from;

const isWiderNumber = ({ modifiers: [from, scale = 0] }: Type, { modifiers: [to, toScale = 0] }: Type): boolean =>
  to === undefined || (from !== undefined && to >= from && scale === toScale);

const UTC =
  /^(utc|gmt|etc\/(utc|gmt|uct|zulu|universal|greenwich|gmt[+-]?0)|uct|zulu|universal|greenwich|gmt[+-]?0|0|\+00(:00)?)$/i;
/** A zone whose offset is zero all year and always was: Europe/London is none. */
export const isUtc = (zone: string): boolean => UTC.test(zone);
