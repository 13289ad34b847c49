import { shallowReactive } from "vue";
import { type Api, ask, type Schemas } from "../core/api";

export type Hit = Schemas["MessageHit"];
type Author = "user" | "bot" | "staff";

const PAGE = 20;

/** What was found in all logs, newest first. An answer that is out of date is dropped. */
export class MessageSearch {
  readonly state = shallowReactive<{
    asked: boolean;
    loading: boolean;
    hits: readonly Hit[];
    more: boolean;
    failure: unknown;
  }>({ asked: false, loading: false, hits: [], more: false, failure: undefined });
  private cursor: string | null = null;
  private wanted: { q: string; author: readonly Author[] } = { q: "", author: [] };
  private generation = 0;

  constructor(private readonly api: Api) {}

  async look(q: string, author: readonly Author[]): Promise<void> {
    this.generation += 1;
    this.wanted = { q, author };
    this.cursor = null;
    this.state.failure = undefined;
    this.state.asked = q !== "";
    if (q === "") {
      this.state.hits = [];
      this.state.more = false;
      this.state.loading = false;
    } else await this.read([]);
  }

  async readMore(): Promise<void> {
    if (this.cursor !== null && !this.state.loading) await this.read(this.state.hits);
  }

  private async read(before: readonly Hit[]): Promise<void> {
    const generation = this.generation;
    this.state.loading = true;
    try {
      const query = {
        q: this.wanted.q,
        author: [...this.wanted.author],
        limit: PAGE,
        ...(this.cursor === null ? {} : { cursor: this.cursor }),
      };
      const found = await ask(this.api.GET("/api/v1/search/messages", { params: { query } }));
      if (generation !== this.generation) return;
      this.state.hits = [...before, ...found.items];
      this.cursor = found.next_cursor;
      this.state.more = found.next_cursor !== null;
    } catch (error) {
      if (generation === this.generation) this.state.failure = error;
    } finally {
      if (generation === this.generation) this.state.loading = false;
    }
  }
}
