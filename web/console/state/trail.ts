import { shallowReactive } from "vue";

interface Stretch<Row> {
  readonly items: readonly Row[];
  readonly next_cursor: string | null;
}

interface State<Row> {
  items: readonly Row[];
  more: boolean;
  loading: boolean;
  failure: unknown;
}

/** A long list that is read on from a cursor. An answer that is out of date is dropped. */
export class Trail<Row, Query> {
  readonly state = shallowReactive<State<Row>>({
    items: [],
    more: false,
    loading: true,
    failure: undefined,
  });
  private query: Query | undefined;
  private cursor: string | null = null;
  private generation = 0;

  constructor(
    private readonly read: (query: Query, cursor: string | null) => Promise<Stretch<Row>>,
  ) {}

  async open(query: Query): Promise<void> {
    this.generation += 1;
    this.query = query;
    this.cursor = null;
    await this.add([]);
  }

  async readMore(): Promise<void> {
    if (this.state.more && !this.state.loading) await this.add(this.state.items);
  }

  /** Dealt with; what comes behind it moves up. */
  drop(row: Row): void {
    this.state.items = this.state.items.filter((each) => each !== row);
  }

  private async add(before: readonly Row[]): Promise<void> {
    if (this.query === undefined) return;
    const { generation } = this;
    this.state.loading = true;
    this.state.failure = undefined;
    try {
      const { items, next_cursor } = await this.read(this.query, this.cursor);
      if (generation !== this.generation) return;
      this.cursor = next_cursor;
      Object.assign(this.state, { items: [...before, ...items], more: next_cursor !== null });
    } catch (error) {
      if (generation === this.generation) this.state.failure = error;
    } finally {
      if (generation === this.generation) this.state.loading = false;
    }
  }
}
