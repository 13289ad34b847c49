import { shallowReactive } from "vue";
import { type Api, ask, type Schemas } from "../core/api";
import { mayPass } from "../core/problem";
import { type NeedState, STAGES, type StageId } from "../core/stages";
import { given } from "./listing";

export type Need = Schemas["NeedView"];

export interface NeedFilters {
  readonly q: string;
  readonly industry: string;
  readonly region: string;
  readonly handler: string;
}

export interface Column {
  readonly id: StageId;
  /** Undefined until it is known. */
  readonly total: number | undefined;
  readonly needs: readonly Need[];
}

const SHOWN = 25;

/** All needs by the stage they have come to, the last changed first; each column's beginning. */
export class NeedsBoard {
  readonly state = shallowReactive<{
    columns: readonly Column[];
    loading: boolean;
    failure: unknown;
  }>({
    columns: STAGES.map(({ id }) => ({ id, total: undefined, needs: [] })),
    loading: false,
    failure: undefined,
  });
  private generation = 0;
  private shown: NeedFilters | undefined;

  constructor(private readonly api: Api) {}

  open(filters: NeedFilters): Promise<void> {
    return this.show(filters, () => false);
  }

  /** What is shown outlives a line that is gone for a while. */
  refresh(filters: NeedFilters): Promise<void> {
    return this.show(filters, (error) => this.shown === filters && mayPass(error));
  }

  private async show(filters: NeedFilters, passes: (error: unknown) => boolean): Promise<void> {
    this.generation += 1;
    const generation = this.generation;
    this.state.loading = true;
    this.state.failure = undefined;
    try {
      const columns = await Promise.all(
        STAGES.map(async ({ id, states }) => this.column(id, states, filters)),
      );
      if (generation !== this.generation) return;
      this.state.columns = columns;
      this.shown = filters;
    } catch (error) {
      if (generation === this.generation && !passes(error)) this.state.failure = error;
    } finally {
      if (generation === this.generation) this.state.loading = false;
    }
  }

  private async column(
    id: StageId,
    states: readonly NeedState[],
    filters: NeedFilters,
  ): Promise<Column> {
    const pages = await Promise.all(states.map((state) => this.read(state, filters)));
    const needs = pages
      .flatMap((page) => page.items)
      .sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1))
      .slice(0, SHOWN);
    return { id, needs, total: pages.reduce((sum, page) => sum + page.total, 0) };
  }

  private read(state: NeedState, filters: NeedFilters) {
    const query = {
      state,
      page_size: SHOWN,
      sort: "-updated_at" as const,
      ...given({ ...filters }),
    };
    return ask(this.api.GET("/api/v1/needs", { params: { query } }));
  }
}
