import type { Words } from "../zh";

export const thesaurus: Words["thesaurus"] = {
  title: "Thesaurus proposals",
  note: "A model read recorded needs and proposes words that patents use. What you take acts within seconds",
  lessons: "Misread messages",
  states: { proposed: "Undecided", taken: "Taken", refused: "Refused" },
  none: {
    proposed: "Nothing is undecided",
    taken: "Nothing has been taken yet",
    refused: "Nothing has been refused yet",
  },
  off: "No language model is connected, so no proposals will come; whoever runs the servers can connect one",
  reads: "Said",
  kinds: {
    误写: "is a misspelling of",
    同义: "is also called",
    表现: "is a sign of",
    下位: "includes",
    对策: "is remedied by",
  },
  from: (number) => `Need ${number}`,
  by: (name) => `decided by ${name}`,
  model: (name) => `proposed by ${name}`,
  take: "Take",
  refuse: "Refuse",
  inCharge: "Managers decide",
};
