import { computed, type Ref } from "vue";
import { useRoute, useRouter } from "vue-router";

/**
 * What a page shows is written in its address, so that it can be passed on and gone back to. Several
 * changes in one breath become one step.
 */
export function useQuery() {
  const route = useRoute();
  const router = useRouter();
  let gathered: Record<string, string | undefined> | undefined;

  function set(name: string, value: string | undefined): void {
    if (gathered === undefined) {
      gathered = {};
      queueMicrotask(() => {
        const query = { ...route.query, ...gathered };
        gathered = undefined;
        void router.replace({ query });
      });
    }
    gathered[name] = value;
  }

  /** One part of the address; what is usual is not written into it. */
  function text(name: string, usual = ""): Ref<string> {
    return computed({
      get: () => {
        const value = route.query[name];
        return typeof value === "string" ? value : usual;
      },
      set: (value) => set(name, value === usual ? undefined : value),
    });
  }

  return { text };
}
