import { type InjectionKey, inject, type Ref } from "vue";
import { ask, carryOut, type Schemas } from "../../core/api";
import { readMoney } from "../../core/need-form";
import { Problem } from "../../core/problem";
import { colleagueName } from "../../state/colleagues";
import { useConsole } from "../../state/console";
import { useCarry } from "../../ui/carry";
import { Mistyped } from "../../ui/faults";
import { words } from "../../words";

type Move = Schemas["MoveView"];
type Refused = (error: unknown) => void;
export type NeedDetail = Schemas["NeedDetail"];

/** Carries the need that is open, and what hangs on it, from step to step. */
export function useCarrying(need: Ref<NeedDetail | undefined>, reread: () => Promise<void>) {
  const { api } = useConsole();
  const { busy, carry } = useCarry(reread);
  const wish = (move: string, reason: string | undefined, updated_at: string) => ({
    move,
    updated_at,
    reason: reason ?? null,
  });
  const params = (id: string) => ({ path: { id } });
  const version = (): string => need.value?.updated_at ?? "";
  const id = (): string => need.value?.id ?? "";

  return {
    busy,
    move: ({ name, label }: Move, reason: string | undefined) =>
      carry(
        () =>
          ask(
            api.POST("/api/v1/needs/{id}/moves", {
              params: params(id()),
              body: wish(name, reason, version()),
            }),
          ),
        words.value.programme.moved(label),
      ),
    /** `null`: nobody answers for it any more. */
    setHandler: (staff_id: string | null) =>
      carry(
        () =>
          ask(
            api.PUT("/api/v1/needs/{id}/handler", {
              params: params(id()),
              body: { staff_id, seen: need.value?.handler_id ?? null },
            }),
          ),
        staff_id === null
          ? words.value.needs.handlerGone
          : words.value.needs.handlerSet(colleagueName(staff_id)),
      ),
    moveBid: (bid: Schemas["BidView"], { name, label }: Move, reason: string | undefined) =>
      carry(
        () =>
          ask(
            api.POST("/api/v1/bids/{id}/moves", {
              params: params(bid.id),
              body: wish(name, reason, bid.updated_at),
            }),
          ),
        words.value.programme.moved(label),
      ),
    /** `on`: the day it was done (YYYY-MM-DD), empty for today. */
    moveLicence: (
      licence: Schemas["TakenLicence"],
      { move, reason, on }: { move: Move; reason: string | undefined; on: string },
      refused: Refused,
    ) =>
      carry(
        () =>
          ask(
            api.POST("/api/v1/licences/{id}/moves", {
              params: params(licence.id),
              body: { ...wish(move.name, reason, licence.updated_at), on: on || null },
            }),
          ),
        words.value.programme.moved(move.label),
        refused,
      ),
    beginLicence: (patent_id: string) =>
      carry(
        () =>
          ask(
            api.POST("/api/v1/needs/{id}/licences", { params: params(id()), body: { patent_id } }),
          ),
        words.value.programme.licenceBegun,
      ),
    propose: (suggestionId: string) =>
      carry(
        () =>
          carryOut(
            api.POST("/api/v1/suggestions/{id}/introduction", { params: params(suggestionId) }),
          ),
        words.value.programme.ownerAsked,
      ),
    askOwner: () =>
      carry(
        () => carryOut(api.POST("/api/v1/needs/{id}/agreement/question", { params: params(id()) })),
        words.value.programme.ownerAsked,
      ),
    noteAgreement: (how: string) =>
      carry(
        () =>
          carryOut(
            api.POST("/api/v1/needs/{id}/agreement", { params: params(id()), body: { how } }),
          ),
        words.value.programme.saved,
      ),
    /** `since`: the need's version that the form was opened on, here and below. */
    writeChallenge: (
      edit: () => Omit<Schemas["ChallengeEdit"], "updated_at">,
      since: string,
      refused: Refused,
    ) =>
      carry(
        () =>
          ask(
            api.PUT("/api/v1/needs/{id}/challenge", {
              params: params(id()),
              body: { ...edit(), updated_at: since },
            }),
          ),
        words.value.programme.saved,
        refused,
      ),
    writeContract: (
      edit: () => Omit<Schemas["ContractEdit"], "updated_at">,
      since: string,
      refused: Refused,
    ) =>
      carry(
        () =>
          ask(
            api.PUT("/api/v1/needs/{id}/contract", {
              params: params(id()),
              body: { ...edit(), updated_at: since },
            }),
          ),
        words.value.programme.saved,
        refused,
      ),
    addBid: (bid: () => Schemas["BidNew"], refused: Refused) =>
      carry(
        () => ask(api.POST("/api/v1/needs/{id}/bids", { params: params(id()), body: bid() })),
        words.value.programme.saved,
        refused,
      ),
    reviewBid: (bidId: string, review: () => Schemas["BidReview"], refused: Refused) =>
      carry(
        () => ask(api.PATCH("/api/v1/bids/{id}", { params: params(bidId), body: review() })),
        words.value.programme.saved,
        refused,
      ),
    judge: (suggestionId: string, body: Schemas["VerdictEdit"]) =>
      carry(
        () =>
          carryOut(
            api.PUT("/api/v1/suggestions/{id}/verdict", { params: params(suggestionId), body }),
          ),
        words.value.programme.saved,
      ),
  };
}

/** States in which a contract, with its milestones, can be written. */
export const CONTRACT_WRITABLE: ReadonlySet<string> = new Set([
  "announced",
  "matched",
  "contracted",
  "delivering",
]);

export type Carrying = ReturnType<typeof useCarrying>;
export const CARRYING: InjectionKey<Carrying> = Symbol("carrying");

export function useOpenNeed(): Carrying {
  const found = inject(CARRYING);
  if (found === undefined) throw new Error("no need is open here");
  return found;
}

/**
 * The version that a form was opened on. What changes while it is filled in is told by the refusal; the
 * next time goes with what is shown by then.
 */
export function useFormVersion(shown: () => string) {
  let since: string | undefined;
  return {
    begin: () => {
      since = shown();
    },
    read: (): string => since ?? shown(),
    heed: (error: unknown) => {
      if (error instanceof Problem && error.status === 409) since = undefined;
    },
  };
}

/** Whole months as they were typed. Throws `Mistyped`, as the next ones do. */
export function wholeMonths(field: string, text: string): number | null {
  return figure(field, text, /^[1-9]\d{0,2}$/, words.value.programme.monthsFault);
}

export function scoreOf(field: string, text: string): number | null {
  return figure(field, text, /^(?:100|\d{1,2})(?:\.\d{1,2})?$/, words.value.programme.scoreFault);
}

function figure(field: string, text: string, shape: RegExp, fault: string): number | null {
  const typed = text.normalize("NFKC").trim();
  if (typed === "") return null;
  if (!shape.test(typed)) throw new Mistyped(field, fault);
  return Number(typed);
}

/** A sum of money. */
export function yuan(field: string, text: string): number | null {
  const read = readMoney(text);
  if (read === "unreadable") throw new Mistyped(field, words.value.programme.moneyFault);
  return read.figure;
}
