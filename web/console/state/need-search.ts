import { shallowRef } from "vue";
import { type Api, ask, type Schemas } from "../core/api";

export type FoundNeed = Schemas["NeedView"];

const MOST = 5;
const LONGEST = 100;

/** Needs by number, firm or words. An answer that is out of date is dropped. */
export class NeedSearch {
  readonly found = shallowRef<readonly FoundNeed[]>([]);
  private generation = 0;

  constructor(private readonly api: Api) {}

  async look(typed: string): Promise<void> {
    this.generation += 1;
    const { generation } = this;
    const q = typed.trim();
    if (q === "" || q.length > LONGEST) {
      this.found.value = [];
      return;
    }
    try {
      const query = { q, page_size: MOST } as const;
      const { items } = await ask(this.api.GET("/api/v1/needs", { params: { query } }));
      if (generation === this.generation) this.found.value = items;
    } catch {
      // Messages are looked for beside, and say what is amiss.
      if (generation === this.generation) this.found.value = [];
    }
  }
}
