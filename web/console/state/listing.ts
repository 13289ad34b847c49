import { computed, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { type Paged, PagedList } from "./paged-list";
import { useQuery } from "./query";

interface Leaf {
  readonly page: number;
  readonly page_size: number;
}

/** What is narrowed by nothing is not asked for. */
export function given<T extends Record<string, string>>(filters: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(filters)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ""),
  ) as Partial<T>;
}

/**
 * A list as its address says, and the one of its things that is open. `path`: where it stands;
 * `sorts`: the orders that the server knows, the usual one first; `narrowed`: by what else.
 */
export function useListing<Row, Sort extends string, Narrowed extends object>(
  path: string,
  sorts: readonly [Sort, ...Sort[]],
  narrowed: () => Narrowed,
  read: (query: Narrowed & Leaf & { sort: Sort }) => Promise<Paged<Row>>,
) {
  const route = useRoute();
  const router = useRouter();
  const sorted = useQuery().text("sort", sorts[0]);
  const sort = computed<Sort>(() => sorts.find((each) => each === sorted.value) ?? sorts[0]);
  const id = computed(() =>
    typeof route.params.id === "string" ? route.params.id || undefined : undefined,
  );
  const wanted = computed(() => ({ ...narrowed(), sort: sort.value }));
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
    void router.push({ path: row === undefined ? path : `${path}/${row}`, query: route.query });
  }

  return { list, sorted, sort, id, open };
}
