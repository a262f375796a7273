import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { CataloguedSource } from "../../catalogue/catalogued-source.ts";
import { Problem } from "../../model/errors.ts";
import { parseId } from "../../model/ids.ts";
import type { Site } from "../../model/site.ts";

/** @throws Problem `invalid_id`, or `not_found` also when it is another site's */
export function findSource(catalogue: Catalogue, site: Site, text: string): CataloguedSource {
  const id = parseId("src", text);
  if (id === undefined) throw new Problem("invalid_id", "A source's id is `src_` and 13 characters.");
  const source = catalogue.now.sourceById(id);
  if (source?.siteNo !== site.no) throw new Problem("not_found", `There is no source ${text} in this site.`);
  return source;
}
