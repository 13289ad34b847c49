import { computed, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { type Paged, PagedList } from "../../state/paged-list";
import { useQuery } from "../../state/query";

/** What all three lists can be narrowed by. */
export interface CommonQuery {
  readonly q?: string;
  readonly region?: string;
  readonly demo?: boolean;
  readonly page: number;
  readonly page_size: number;
}

/**
 * A list of the catalogue as its address says. `more` is what only this list can be narrowed by,
 * `sorts` the orders that the server knows, the usual one first.
 */
export function useListing<Row, Sort extends string, More extends object>(
  kind: string,
  sorts: readonly [Sort, ...Sort[]],
  more: () => More,
  read: (query: CommonQuery & More & { sort: Sort }) => Promise<Paged<Row>>,
) {
  const route = useRoute();
  const router = useRouter();
  const query = useQuery();
  const find = query.text("q");
  const region = query.text("region");
  const origin = query.text("origin");
  const sorted = query.text("sort", sorts[0]);
  const sort = computed<Sort>(() => sorts.find((each) => each === sorted.value) ?? sorts[0]);
  const id = computed(() =>
    typeof route.params.id === "string" ? route.params.id || undefined : undefined,
  );
  const wanted = computed(() => ({
    ...more(),
    ...(find.value.trim() === "" ? {} : { q: find.value.trim() }),
    ...(region.value === "" ? {} : { region: region.value }),
    ...(origin.value === "" ? {} : { demo: origin.value === "demo" }),
    sort: sort.value,
  }));
  const list = new PagedList<Row, typeof wanted.value>((asked, page, page_size) =>
    read({ ...asked, page, page_size }),
  );
  // Opening one thing changes the address too, but not what is wanted.
  watch(
    () => JSON.stringify(wanted.value),
    () => void list.open(wanted.value),
    { immediate: true },
  );

  function open(row: string | undefined): void {
    const path = row === undefined ? `/catalogue/${kind}` : `/catalogue/${kind}/${row}`;
    void router.push({ path, query: route.query });
  }

  return { list, find, region, origin, sorted, sort, id, open, query };
}

export type Listing = Pick<
  ReturnType<typeof useListing<unknown, string, object>>,
  "find" | "region" | "origin"
>;
