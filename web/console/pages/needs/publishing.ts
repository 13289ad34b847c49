import { sumText } from "../../core/money";
import { chinaToday } from "../../core/times";
import type { Question } from "../../ui/asking";
import type { Fact } from "../../ui/FactList.vue";
import { words } from "../../words";
import type { NeedDetail } from "./carrying";

/** What is asked before a need is carried on, with what the step rests on. */
export function questionOf(need: NeedDetail, move: string): Question | undefined {
  return QUESTIONS[move]?.(need);
}

const QUESTIONS: Readonly<Record<string, (need: NeedDetail) => Question>> = {
  publish: (need) => {
    const warning = warningOf(need);
    const text = words.value.programme.publishAsk;
    return { text, facts: publicFacts(need), ...(warning && { warning }) };
  },
  evaluate: (need) => {
    const { programme } = words.value;
    const until = need.challenge?.bids_until;
    const early = until && until >= chinaToday() && programme.closesEarly(until);
    const facts: readonly Fact[] = [
      [programme.bids, need.bids.map(({ bidder }) => bidder).join("\n")],
      [programme.bidsUntil, until],
    ];
    return { text: programme.evaluateAsk, facts, ...(early && { warning: early }) };
  },
  announce: (need) => {
    const { programme } = words.value;
    const bidder = need.bids.find(({ state }) => state === "awarded")?.bidder;
    return { text: programme.announceAsk, facts: [[programme.bidStates.awarded ?? "", bidder]] };
  },
  match: (need) => {
    const { needs, programme } = words.value;
    const passed = need.introductions.filter(({ state }) => PASSED_ON.has(state));
    const receivers = passed.map(({ receiver }) => receiver).join("\n");
    return { text: programme.matchAsk, facts: [[needs.introductions, receivers]] };
  },
  contract: (need) => ({
    text: words.value.programme.contractAsk,
    facts: contractFacts(need),
  }),
  accept: (need) => ({
    text: words.value.programme.acceptAsk,
    facts: [[words.value.programme.result, need.contract?.result]],
  }),
  close: () => ({ text: words.value.programme.closeAsk }),
};
const PASSED_ON = new Set(["forwarded", "answered", "met", "contracted"]);

function contractFacts(need: NeedDetail): readonly Fact[] {
  const { domain, programme } = words.value;
  const sum = need.contract?.amount_yuan;
  return [
    [programme.party, need.contract?.party],
    [domain.fields.amount_yuan ?? "", typeof sum === "number" ? sumText(sum) : null],
    [programme.signedOn, need.contract?.signed_on],
  ];
}

/** The owner said no, and it stands on the list all the same. */
export function isObjected(need: NeedDetail): boolean {
  return LISTED.has(need.state) && need.question?.declined === true;
}

const LISTED = new Set(["published", "bidding", "evaluating", "announced"]);

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
  const { domain, programme, needs } = words.value;
  const one = need.challenge;
  if (one === null) return [];
  return [
    [needs.number, need.number],
    [programme.title, one.title],
    [programme.summary, one.summary],
    [programme.targets, one.targets.join("\n")],
    [domain.fields.reward_yuan ?? "", one.reward_yuan === null ? null : sumText(one.reward_yuan)],
    [programme.ipTerms, one.ip_terms],
    [programme.bidsUntil, one.bids_until],
    [needs.industry, need.industry?.name],
    [needs.region, need.region?.name],
  ];
}
