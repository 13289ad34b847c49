import { type InjectionKey, inject, type Ref } from "vue";
import { ask, carryOut, type Schemas } from "../../core/api";
import { readMoney } from "../../core/need-form";
import { useConsole } from "../../state/console";
import { useCarry } from "../../ui/carry";
import { words } from "../../words";

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
    move: (name: string, reason: string | undefined) =>
      carry(
        () =>
          ask(
            api.POST("/api/v1/needs/{id}/moves", {
              params: params(id()),
              body: wish(name, reason, version()),
            }),
          ),
        words.value.programme.moved,
      ),
    moveBid: (bid: Schemas["BidView"], name: string, reason: string | undefined) =>
      carry(
        () =>
          ask(
            api.POST("/api/v1/bids/{id}/moves", {
              params: params(bid.id),
              body: wish(name, reason, bid.updated_at),
            }),
          ),
        words.value.programme.moved,
      ),
    moveLicence: (licence: Schemas["TakenLicence"], name: string, reason: string | undefined) =>
      carry(
        () =>
          ask(
            api.POST("/api/v1/licences/{id}/moves", {
              params: params(licence.id),
              body: { ...wish(name, reason, licence.updated_at), on: null },
            }),
          ),
        words.value.programme.moved,
      ),
    writeChallenge: (edit: Omit<Schemas["ChallengeEdit"], "updated_at">) =>
      carry(
        () =>
          ask(
            api.PUT("/api/v1/needs/{id}/challenge", {
              params: params(id()),
              body: { ...edit, updated_at: version() },
            }),
          ),
        words.value.programme.saved,
      ),
    writeContract: (edit: Omit<Schemas["ContractEdit"], "updated_at">) =>
      carry(
        () =>
          ask(
            api.PUT("/api/v1/needs/{id}/contract", {
              params: params(id()),
              body: { ...edit, updated_at: version() },
            }),
          ),
        words.value.programme.saved,
      ),
    addBid: (body: Schemas["BidNew"]) =>
      carry(
        () => ask(api.POST("/api/v1/needs/{id}/bids", { params: params(id()), body })),
        words.value.programme.saved,
      ),
    reviewBid: (bidId: string, body: Schemas["BidReview"]) =>
      carry(
        () => ask(api.PATCH("/api/v1/bids/{id}", { params: params(bidId), body })),
        words.value.programme.saved,
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

export type Carrying = ReturnType<typeof useCarrying>;
export const CARRYING: InjectionKey<Carrying> = Symbol("carrying");

export function useOpenNeed(): Carrying {
  const found = inject(CARRYING);
  if (found === undefined) throw new Error("no need is open here");
  return found;
}

/** Whole months as they were typed. Throws `RangeError` where they are none. */
export function wholeMonths(text: string): number | null {
  return figure(text, /^[1-9]\d{0,2}$/, words.value.programme.monthsFault);
}

/** A score as it was typed. Throws `RangeError` where it is none. */
export function scoreOf(text: string): number | null {
  return figure(text, /^(?:100|\d{1,2})(?:\.\d{1,2})?$/, words.value.programme.scoreFault);
}

function figure(text: string, shape: RegExp, fault: string): number | null {
  const typed = text.normalize("NFKC").trim();
  if (typed === "") return null;
  if (!shape.test(typed)) throw new RangeError(fault);
  return Number(typed);
}

/** A sum as it was typed. Throws `RangeError` where it is none. */
export function yuan(text: string): number | null {
  const read = readMoney(text);
  if (read === "unreadable") throw new RangeError(words.value.programme.moneyFault);
  return read.figure;
}
