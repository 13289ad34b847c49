import { computed, reactive, shallowRef } from "vue";
import { type Api, ask } from "../core/api";
import type { Row } from "../core/frames";
import { belongs, filterOf, inOrder, RowList, type View, type ViewId } from "../core/inbox";
import type { Desk } from "./desk";

const PAGE = 200;
/** Announcements come in bursts; the list is sorted once for each. */
const GATHER_MS = 60;

/** The list of conversations that is on screen, kept true by the desk's line. */
export class Inbox {
  readonly state = reactive({ loading: false, failed: false, total: 0 });
  private readonly shown = shallowRef<readonly Row[]>([]);
  readonly rows = computed(() => this.shown.value);
  private list = new RowList(inOrder("queue"));
  private view: View = { id: "queue", me: "", channel: "" };
  private page = 0;
  private reading: Promise<void> | undefined;
  private generation = 0;
  private heard: Row[] = [];
  private gather: ReturnType<typeof setTimeout> | undefined;
  private readonly stops: readonly (() => void)[];

  constructor(
    private readonly api: Api,
    desk: Desk,
  ) {
    this.stops = [
      desk.listen((frame) => {
        if (frame.type === "inbox") this.hear(frame.conversation);
      }),
      desk.onMissed(() => void this.refresh()),
    ];
  }

  close(): void {
    for (const stop of this.stops) stop();
    clearTimeout(this.gather);
  }

  find(id: string): Row | undefined {
    return this.list.get(id);
  }

  async open(id: ViewId, me: string, channel: string): Promise<void> {
    this.view = { id, me, channel };
    this.list = new RowList(inOrder(id));
    this.shown.value = [];
    this.page = 0;
    this.state.total = 0;
    this.generation += 1;
    this.reading = undefined;
    await this.readMore();
  }

  /** The next page, where there is one; called again and again while somebody scrolls. */
  readMore(): Promise<void> {
    const complete = this.page > 0 && this.page * PAGE >= this.state.total;
    if (complete) return Promise.resolve();
    this.reading ??= this.read(this.page + 1).finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** Reads the first page again: announcements may have been missed. */
  async refresh(): Promise<void> {
    const generation = this.generation;
    try {
      const { items, total } = await this.readPage(1);
      if (generation !== this.generation) return;
      const first = new Set(items.map((row) => row.id));
      const before = this.list.rows.slice(0, PAGE);
      // What stood on the first page and is there no more has gone elsewhere, or further down.
      for (const row of before) if (!first.has(row.id)) this.list.drop(row.id);
      this.list.put(items);
      this.page = Math.max(1, this.page);
      this.state.total = total;
      this.show();
    } catch {
      // The line says by itself that the server is away.
    }
  }

  private async read(page: number): Promise<void> {
    const generation = this.generation;
    this.state.loading = true;
    this.state.failed = false;
    try {
      const { items, total } = await this.readPage(page);
      if (generation !== this.generation) return;
      this.list.put(items);
      this.page = page;
      this.state.total = total;
      this.show();
    } catch {
      if (generation === this.generation) this.state.failed = true;
    } finally {
      if (generation === this.generation) this.state.loading = false;
    }
  }

  private readPage(page: number): Promise<{ items: Row[]; total: number }> {
    const query = { ...filterOf(this.view), page, page_size: PAGE };
    return ask(this.api.GET("/api/v1/conversations", { params: { query } }));
  }

  private hear(row: Row): void {
    this.heard.push(row);
    this.gather ??= setTimeout(() => {
      this.gather = undefined;
      this.takeIn(this.heard.splice(0));
    }, GATHER_MS);
  }

  private takeIn(rows: readonly Row[]): void {
    const fresh: Row[] = [];
    for (const row of rows) {
      if (belongs(this.view, row)) {
        if (this.list.get(row.id) === undefined) this.state.total += 1;
        fresh.push(row);
      } else if (this.list.drop(row.id)) {
        this.state.total = Math.max(0, this.state.total - 1);
      }
    }
    this.list.put(fresh);
    this.show();
  }

  private show(): void {
    // Between the server's "colleagues" (all in hand) and the list's stands one's own.
    this.shown.value = this.list.rows.filter((row) => belongs(this.view, row));
  }
}
