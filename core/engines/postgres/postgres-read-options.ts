import { numberOf } from "./postgres-read-type.ts";
import { isNode, listOf, type Node, nodeOf, stringOf, textOf } from "./postgres-syntax.ts";

/** `DefElem`s by name; one without a value is `true`. */
export function optionsOf(list: readonly unknown[]): Readonly<Record<string, string>> {
  const named = list.flatMap((item): readonly (readonly [string, string])[] => {
    const element = nodeOf(item, "DefElem");
    const name = textOf(element, "defname");
    return element && name !== null ? [[name, element.arg === undefined ? "true" : argumentText(element.arg)]] : [];
  });
  // A null prototype: an option may be called like a member of every object.
  return Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(named));
}

/** An option that is on unless it says otherwise. */
export const isOn = (value: string | undefined): boolean => value !== undefined && !/^(false|off|no|0)$/i.test(value);

export function argumentText(value: unknown): string {
  if (!isNode(value)) return "";
  const constant = nodeOf(value, "A_Const");
  const text = stringOf(value) ?? textOf(nodeOf(constant, "sval"), "sval") ?? textOf(nodeOf(value, "Float"), "fval");
  if (text !== null) return text;
  const integer = nodeOf(value, "Integer");
  if (integer) return String(integer.ival ?? 0);
  const boolean = nodeOf(value, "Boolean") ?? nodeOf(constant, "boolval");
  if (boolean) return String(boolean.boolval ?? false);
  const inner = constantOf(constant);
  return inner ?? namesOf(value).join(".");
}

const constantOf = (constant: Node | null): string | null => {
  const number = numberOf(constant);
  return number === null ? textOf(nodeOf(constant, "fval"), "fval") : String(number);
};

const namesOf = (value: Node): readonly string[] => {
  const names = [...listOf(nodeOf(value, "TypeName"), "names"), ...listOf(nodeOf(value, "List"), "items")];
  return names.flatMap((it) => stringOf(it) ?? []);
};
