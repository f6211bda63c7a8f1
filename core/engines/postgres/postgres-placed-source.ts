import { scanSync } from "libpg-query";
import type { SourcePlace } from "#core/analysis/source-place.ts";
import { SourceMap } from "./postgres-source-map.ts";
import { namedTokens } from "./postgres-text.ts";

/** SQL that stands in a string of another statement: all of it is placed where that statement is. */
export class PlacedSource extends SourceMap {
  readonly #place: SourcePlace;

  constructor(text: string, place: SourcePlace) {
    super(text, namedTokens(scanSync(text).tokens));
    this.#place = place;
  }
  override placeOf(): SourcePlace {
    return this.#place;
  }
}
