import { computed, ref } from "vue";
import { ask } from "../../../core/api";
import type { Row } from "../../../core/frames";
import { holderIn, Problem } from "../../../core/problem";
import { useConsole } from "../../../state/console";
import type { OpenCase } from "../../../state/open-case";
import { agreed } from "../../../ui/asking";
import { keepPlace } from "../../../ui/landing";
import { tellDone, tellFailure, tellFault } from "../../../ui/telling";
import { words } from "../../../words";

/** Taking over and giving away, as buttons and keys do it. What may not be done is not offered. */
export function useHandling(open: OpenCase) {
  const { api, session } = useConsole();
  const busy = ref(false);
  const me = computed(() => session.me.value?.id ?? "");
  const row = computed(() => open.state.row);
  const isMine = computed(() => row.value?.owner === "staff" && row.value.staff_id === me.value);
  const held = computed(() => row.value?.owner === "staff" && !isMine.value);
  const mayClaim = computed(
    () => row.value !== undefined && !isMine.value && (!held.value || session.inCharge.value),
  );
  const mayDispose = computed(
    () => isMine.value || (session.inCharge.value && row.value?.owner !== "closed"),
  );
  const mayRelease = computed(() => isMine.value || (held.value && session.inCharge.value));
  const mayHandBack = computed(() => mayDispose.value && row.value?.owner !== "bot");
  const mayTransfer = mayHandBack;
  const params = { path: { id: open.id } };

  async function carry(asked: () => Promise<Row>, done: string): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    return keepPlace(async () => {
      try {
        open.moved(await asked());
        tellDone(done);
        return true;
      } catch (error) {
        tellRefusal(error);
        if (error instanceof Problem && error.status === 409) void open.reread().catch(tellFailure);
        return false;
      } finally {
        busy.value = false;
      }
    });
  }

  async function claim(): Promise<boolean> {
    if (!mayClaim.value || row.value === undefined) return false;
    const seen_epoch = row.value.owner_epoch;
    if (held.value && !(await agreed(words.value.inbox.takeOverAsk(row.value.staff_name ?? "")))) {
      return false;
    }
    const body = { seen_epoch };
    return carry(
      () => ask(api.POST("/api/v1/conversations/{id}/claim", { params, body })),
      words.value.inbox.moved.claimed,
    );
  }

  async function release(): Promise<boolean> {
    return carry(
      () => ask(api.POST("/api/v1/conversations/{id}/release", { params, body: {} })),
      words.value.inbox.moved.released,
    );
  }

  async function handBack(): Promise<boolean> {
    if (!mayHandBack.value) return false;
    // Nobody has read what came behind this: the bot answers it.
    const body = { seen_seq: open.state.transcript.cursor };
    return carry(
      () => ask(api.POST("/api/v1/conversations/{id}/handback", { params, body })),
      words.value.inbox.moved.handedBack,
    );
  }

  async function close(): Promise<boolean> {
    if (!mayDispose.value || !(await agreed(words.value.inbox.closeAsk))) return false;
    const body = { seen_seq: open.state.transcript.cursor };
    return carry(
      () => ask(api.POST("/api/v1/conversations/{id}/close", { params, body })),
      words.value.inbox.moved.closed,
    );
  }

  async function transfer(staffId: string, name: string): Promise<boolean> {
    const body = { staff_id: staffId };
    return carry(
      () => ask(api.POST("/api/v1/conversations/{id}/transfer", { params, body })),
      words.value.inbox.moved.transferred(name),
    );
  }

  return {
    busy,
    row,
    isMine,
    held,
    mayClaim,
    mayDispose,
    mayRelease,
    mayHandBack,
    mayTransfer,
    claim,
    release,
    handBack,
    close,
    transfer,
  };
}

export type Handling = ReturnType<typeof useHandling>;

/** The winner's name first: that is what the one who came too late wants to know. */
function tellRefusal(error: unknown): void {
  const holder = holderIn(error);
  if (holder === undefined) tellFailure(error);
  else tellFault(words.value.inbox.conflict(holder.display_name));
}
