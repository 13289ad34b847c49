import { sum } from "../../core/money";
import type { Question } from "../../ui/asking";
import type { Fact } from "../../ui/FactList.vue";
import { words } from "../../words";
import type { NeedDetail } from "./carrying";

/** What is asked before a need is shown to everybody; nothing for moves that show nothing new. */
export function questionOf(need: NeedDetail, move: string): Question | undefined {
  const { programme } = words.value;
  if (move === "publish") {
    const warning = warningOf(need);
    return { text: programme.publishAsk, facts: publicFacts(need), ...(warning && { warning }) };
  }
  if (move !== "announce") return undefined;
  const bidder = need.bids.find(({ state }) => state === "awarded")?.bidder;
  return { text: programme.announceAsk, facts: [[programme.bidStates.awarded ?? "", bidder]] };
}

function warningOf(need: NeedDetail): string | undefined {
  const { programme } = words.value;
  if (need.agreement === null) return programme.notAgreed;
  return need.agreement.outdated ? programme.wordsChanged : undefined;
}

/** What the owner is asked to agree to. */
export function questionForOwner(need: NeedDetail): Question {
  return { text: words.value.programme.askOwnerSure, facts: publicFacts(need) };
}

/** As it stands on the list, for everybody. */
function publicFacts(need: NeedDetail): readonly Fact[] {
  const { programme, needs } = words.value;
  const one = need.challenge;
  if (one === null) return [];
  return [
    [needs.number, need.number],
    [programme.title, one.title],
    [programme.summary, one.summary],
    [programme.targets, one.targets.join("\n")],
    [programme.reward, one.reward_yuan === null ? null : sum(one.reward_yuan)],
    [programme.ipTerms, one.ip_terms],
    [programme.bidsUntil, one.bids_until],
    [needs.industry, need.industry?.name],
    [needs.region, need.region?.name],
  ];
}
