import { shallowReactive } from "vue";
import { type Api, ask, type Schemas } from "../core/api";

export type Candidate = Schemas["CandidateView"];
export type Kind = Candidate["kind"];

/** What of the catalogue may be suggested for a need. An answer that is out of date is dropped. */
export class Candidates {
  readonly state = shallowReactive<{
    items: readonly Candidate[];
    loading: boolean;
    failure: unknown;
  }>({ items: [], loading: false, failure: undefined });
  private generation = 0;

  constructor(private readonly api: Api) {}

  async look(needId: string, q: string, kind: Kind | undefined): Promise<void> {
    this.generation += 1;
    const generation = this.generation;
    this.state.loading = true;
    this.state.failure = undefined;
    try {
      const params = { path: { id: needId }, query: { q, ...(kind && { kind }) } };
      const { items } = await ask(this.api.GET("/api/v1/needs/{id}/candidates", { params }));
      if (generation === this.generation) this.state.items = items;
    } catch (error) {
      if (generation === this.generation) this.state.failure = error;
    } finally {
      if (generation === this.generation) this.state.loading = false;
    }
  }
}
