import { modelKey } from "./model-key.ts";
import type { ObjectName, SchemaModel } from "./schema-model.ts";

type Maps = Pick<
  SchemaModel,
  | "tables"
  | "indexes"
  | "views"
  | "sequences"
  | "domains"
  | "enums"
  | "composites"
  | "functions"
  | "statistics"
  | "publications"
>;
type MapName = keyof Maps;
type ValueOf<M extends MapName> = Maps[M] extends ReadonlyMap<string, infer Value> ? Value : never;

/** A model that is being changed. A map is copied when it is first written to; the model it came from stays as it was. */
export class ModelDraft {
  #model: SchemaModel;
  readonly #copied = new Set<keyof SchemaModel>();
  /** Whether what is made now is new to the database. */
  readonly bornHere: boolean;

  constructor(model: SchemaModel, { bornHere }: { readonly bornHere: boolean }) {
    this.#model = model;
    this.bornHere = bornHere;
  }

  /** As it is now. Not to be kept: it changes with the draft. */
  get model(): SchemaModel {
    return this.#model;
  }

  get<M extends MapName>(map: M, name: ObjectName): ValueOf<M> | undefined {
    return (this.#model[map] as ReadonlyMap<string, ValueOf<M>>).get(modelKey(name));
  }

  all<M extends MapName>(map: M): readonly ValueOf<M>[] {
    return [...(this.#model[map] as ReadonlyMap<string, ValueOf<M>>).values()];
  }

  set<M extends MapName>(map: M, name: ObjectName, value: ValueOf<M>): void {
    this.#writable(map).set(modelKey(name), value);
  }

  delete(map: MapName, name: ObjectName): void {
    if ((this.#model[map] as ReadonlyMap<string, unknown>).has(modelKey(name)))
      this.#writable(map).delete(modelKey(name));
  }

  change(part: Partial<Omit<SchemaModel, MapName>>): void {
    this.#model = { ...this.#model, ...part };
  }

  #writable<M extends MapName>(map: M): Map<string, ValueOf<M>> {
    const current = this.#model[map] as Map<string, ValueOf<M>>;
    if (this.#copied.has(map)) return current;
    const copy = new Map(current);
    this.#copied.add(map);
    this.#model = { ...this.#model, [map]: copy };
    return copy;
  }
}
