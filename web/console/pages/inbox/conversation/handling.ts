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

/** What stood on the page when a step was chosen. */
interface Seen {
  readonly seen_epoch: number;
  readonly seen_seq: number;
}

/** `remark`: what they should know; it becomes a note that names them. */
export interface Receiver {
  readonly id: string;
  readonly name: string;
  readonly remark: string;
}

/** Taking over and giving away, as buttons and keys do it. What may not be done is not offered. */
export function useHandling(open: OpenCase) {
  const { api, desk, session } = useConsole();
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
        open.moved(await desk.step(open.id, asked));
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

  /**
   * To be taken before anything is asked: what comes while somebody reads a question was not seen
   * by whoever answers it, and the desk refuses to step over it.
   */
  function seen(): Seen | undefined {
    const now = row.value;
    if (now === undefined) return undefined;
    return { seen_epoch: now.owner_epoch, seen_seq: open.state.transcript.cursor };
  }

  async function claim(): Promise<boolean> {
    const now = seen();
    if (!mayClaim.value || row.value === undefined || now === undefined) return false;
    if (held.value && !(await agreed(words.value.inbox.takeOverAsk(row.value.staff_name ?? "")))) {
      return false;
    }
    const body = { seen_epoch: now.seen_epoch };
    return carry(
      () => ask(api.POST("/api/v1/conversations/{id}/claim", { params, body })),
      words.value.inbox.moved.claimed,
    );
  }

  async function release(): Promise<boolean> {
    const now = seen();
    if (now === undefined) return false;
    const body = { seen_epoch: now.seen_epoch };
    return carry(
      () => ask(api.POST("/api/v1/conversations/{id}/release", { params, body })),
      words.value.inbox.moved.released,
    );
  }

  /** `asked`: a key is pressed by mistake more easily than a button, and the owner hears of it. */
  async function handBack(asked = false): Promise<boolean> {
    // Nobody has read what came behind this: the bot answers it.
    const body = seen();
    if (!mayHandBack.value || body === undefined) return false;
    if (asked && !(await agreed(words.value.inbox.handBackAsk))) return false;
    return carry(
      () => ask(api.POST("/api/v1/conversations/{id}/handback", { params, body })),
      words.value.inbox.moved.handedBack,
    );
  }

  async function close(): Promise<boolean> {
    const body = seen();
    if (!mayDispose.value || body === undefined) return false;
    if (!(await agreed(words.value.inbox.closeAsk))) return false;
    return carry(
      () => ask(api.POST("/api/v1/conversations/{id}/close", { params, body })),
      words.value.inbox.moved.closed,
    );
  }

  async function transfer(to: Receiver, seen_epoch: number): Promise<boolean> {
    const remark = to.remark.trim();
    const body = { staff_id: to.id, seen_epoch, ...(remark === "" ? {} : { remark }) };
    return carry(
      () => ask(api.POST("/api/v1/conversations/{id}/transfer", { params, body })),
      words.value.inbox.moved.transferred(to.name),
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
    seen,
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
