import { given, useListing } from "../../state/listing";
import type { Paged } from "../../state/paged-list";
import { useQuery } from "../../state/query";

/** What all these lists can be narrowed by. */
interface Common {
  readonly q?: string;
  readonly region?: string;
  readonly demo?: boolean;
}

interface Leaf<Sort> {
  readonly page: number;
  readonly page_size: number;
  readonly sort: Sort;
}

/** A list of the catalogue. `more` is what only this one can be narrowed by. */
export function useRecords<Row, Sort extends string, More extends object>(
  kind: string,
  sorts: readonly [Sort, ...Sort[]],
  more: () => More,
  read: (query: Common & More & Leaf<Sort>) => Promise<Paged<Row>>,
) {
  const query = useQuery();
  const find = query.text("q");
  const region = query.text("region");
  const origin = query.text("origin");
  const narrowed = (): Common & More => ({
    ...more(),
    ...given({ q: find.value, region: region.value }),
    ...(origin.value === "" ? {} : { demo: origin.value === "demo" }),
  });
  return { ...useListing(`/catalogue/${kind}`, sorts, narrowed, read), find, region, origin };
}
