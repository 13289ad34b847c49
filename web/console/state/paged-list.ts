import { type ComputedRef, computed, shallowReactive } from "vue";
import { mayPass } from "../core/problem";

export interface Paged<Row> {
  readonly items: readonly Row[];
  readonly total: number;
}

export const PAGE_SIZE = 30;

interface State<Row> {
  items: readonly Row[];
  total: number;
  page: number;
  loading: boolean;
  failure: unknown;
}

/** What a page shows of a list, whatever it is asked by. */
export interface Leaves<Row> {
  readonly state: Readonly<State<Row>>;
  readonly pages: ComputedRef<number>;
  turnTo(page: number): Promise<void>;
  refresh(): Promise<void>;
}

/** One page of a list that the server filters and sorts. An answer that is out of date is dropped. */
export class PagedList<Row, Query> implements Leaves<Row> {
  readonly state = shallowReactive<State<Row>>({
    items: [],
    total: 0,
    page: 1,
    loading: false,
    failure: undefined,
  });
  readonly pages = computed(() => Math.max(1, Math.ceil(this.state.total / PAGE_SIZE)));
  private generation = 0;
  private query: Query | undefined;
  private shown: Query | undefined;

  constructor(
    private readonly read: (query: Query, page: number, size: number) => Promise<Paged<Row>>,
  ) {}

  open(query: Query, page = 1): Promise<void> {
    this.query = query;
    return this.turnTo(page);
  }

  turnTo(page: number): Promise<void> {
    return this.show(page, () => false);
  }

  /** What is shown outlives a line that is gone for a while. */
  refresh(): Promise<void> {
    return this.show(this.state.page, (error) => this.shown === this.query && mayPass(error));
  }

  private async show(page: number, passes: (error: unknown) => boolean): Promise<void> {
    if (this.query === undefined) return;
    this.generation += 1;
    const generation = this.generation;
    this.state.loading = true;
    this.state.failure = undefined;
    try {
      const { items, total } = await this.read(this.query, page, PAGE_SIZE);
      if (generation !== this.generation) return;
      Object.assign(this.state, { items, total, page });
      this.shown = this.query;
    } catch (error) {
      if (generation === this.generation && !passes(error)) this.state.failure = error;
    } finally {
      if (generation === this.generation) this.state.loading = false;
    }
  }
}
