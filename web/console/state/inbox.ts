import { computed, reactive, shallowRef } from "vue";
import { type Api, ask, carryOut, type Schemas } from "../core/api";
import type { Row } from "../core/frames";
import { belongs, inOrder, RowList, type View } from "../core/inbox";
import type { Desk } from "./desk";
import { noteWaiting } from "./waiting";

export type Counts = Schemas["InboxCounts"];

const PAGE = 100;
/** Announcements come in bursts; the list is sorted once for each. */
const GATHER_MS = 60;
/** Numbers, and lists that only the server can tell, are asked for at most this often. */
const ASK_AGAIN_MS = 1_500;
/** Waits grow late without any announcement. */
const COUNT_EVERY_MS = 30_000;
const ANY: View = { id: "queue", me: "", channel: "", labels: [], region: "", industry: "" };

/** The list of conversations that is on screen, kept true by the desk's line. */
export class Inbox {
  readonly state = reactive({ loading: false, failed: false, total: 0 });
  readonly counts = shallowRef<Counts>();
  private readonly shown = shallowRef<readonly Row[]>([]);
  readonly rows = computed(() => this.shown.value);
  private list = new RowList(inOrder("queue"));
  private view = ANY;
  private cursor: string | null = "";
  private reading: Promise<void> | undefined;
  private generation = 0;
  private heard: Row[] = [];
  private gather: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private uncertain = false;
  private readonly counting: ReturnType<typeof setInterval>;
  private readonly stops: readonly (() => void)[];

  constructor(
    private readonly api: Api,
    desk: Desk,
  ) {
    this.counting = setInterval(() => this.askAgain(), COUNT_EVERY_MS);
    this.stops = [
      desk.listen((frame) => {
        if (frame.type === "inbox") this.hear(frame.conversation);
        else if (frame.type === "mention") this.askAgain();
      }),
      desk.onMissed(() => void this.refresh()),
    ];
  }

  close(): void {
    for (const stop of this.stops) stop();
    clearTimeout(this.gather);
    clearTimeout(this.again);
    clearInterval(this.counting);
  }

  find(id: string): Row | undefined {
    return this.list.get(id);
  }

  async open(view: View): Promise<void> {
    this.view = view;
    this.list = new RowList(inOrder(view.id));
    this.shown.value = [];
    this.cursor = "";
    this.state.total = 0;
    this.generation += 1;
    this.reading = undefined;
    void this.count();
    await this.readMore();
  }

  /** The next stretch, where there is one; called again and again while somebody scrolls. */
  readMore(): Promise<void> {
    if (this.cursor === null) return Promise.resolve();
    this.reading ??= this.read(this.cursor).finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** Reads the first stretch again: announcements may have been missed. */
  async refresh(): Promise<void> {
    const generation = this.generation;
    void this.count();
    try {
      const { items, total, next_cursor } = await this.readPage("");
      if (generation !== this.generation) return;
      const first = new Set(items.map((row) => row.id));
      const reach = next_cursor === null ? this.list.rows : this.list.rows.slice(0, PAGE);
      // What stood among the first and does so no more has gone elsewhere, or further down.
      for (const row of reach) if (!first.has(row.id)) this.list.drop(row.id);
      this.list.put(items);
      if (this.cursor === "" || next_cursor === null) this.cursor = next_cursor;
      this.state.total = total ?? this.state.total;
      this.show();
    } catch {
      // The line says by itself that the server is away.
    }
  }

  /** This reader has seen the conversation up to `seq`. */
  async seen(id: string, seq: number): Promise<void> {
    this.list.seen(id, seq);
    this.show();
    const body = { seq };
    await carryOut(
      this.api.POST("/api/v1/conversations/{id}/seen", { params: { path: { id } }, body }),
    );
    this.askAgain();
  }

  private async read(cursor: string): Promise<void> {
    const generation = this.generation;
    this.state.loading = true;
    this.state.failed = false;
    try {
      const { items, total, next_cursor } = await this.readPage(cursor);
      if (generation !== this.generation) return;
      this.list.put(items);
      this.cursor = next_cursor;
      this.state.total = total ?? this.state.total;
      this.show();
    } catch {
      if (generation === this.generation) this.state.failed = true;
    } finally {
      if (generation === this.generation) this.state.loading = false;
    }
  }

  private readPage(cursor: string): Promise<Schemas["ConversationListing"]> {
    const { id, channel, labels, region, industry } = this.view;
    const query = {
      view: id,
      page_size: PAGE,
      label: [...labels],
      ...(channel === "" ? {} : { channel }),
      ...(region === "" ? {} : { region }),
      ...(industry === "" ? {} : { industry }),
      ...(cursor === "" ? {} : { cursor }),
    };
    return ask(this.api.GET("/api/v1/conversations", { params: { query } }));
  }

  private async count(): Promise<void> {
    try {
      this.counts.value = await ask(this.api.GET("/api/v1/inbox/counts"));
      noteWaiting(this.counts.value);
    } catch {
      // Numbers that are a little old do no harm.
    }
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
      const fits = belongs(this.view, row);
      const known = this.list.get(row.id);
      if (fits === undefined) this.uncertain = true;
      if (fits === false) {
        if (this.list.drop(row.id)) this.state.total = Math.max(0, this.state.total - 1);
      } else if (fits || known !== undefined) {
        if (known === undefined) this.state.total += 1;
        fresh.push(row);
      }
    }
    this.list.put(fresh);
    this.show();
    this.askAgain();
  }

  private askAgain(): void {
    this.again ??= setTimeout(() => {
      this.again = undefined;
      const uncertain = this.uncertain;
      this.uncertain = false;
      void (uncertain ? this.refresh() : this.count());
    }, ASK_AGAIN_MS);
  }

  private show(): void {
    this.shown.value = this.list.rows;
  }
}
