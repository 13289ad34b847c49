import type { Words } from "../zh";

export const schedule: Words["schedule"] = {
  title: "Schedule",
  note: "Milestones and ends of contracts, closing days of lists, licences to file: what is due when",
  kind: "Kind",
  anyKind: "All kinds",
  kinds: {
    milestone: "Milestone",
    contract_end: "Contract ends",
    bids: "Bids close",
    filing: "File licence",
  },
  spans: {
    overdue: "Overdue",
    week: "Within seven days",
    month: "Within a month",
    later: "Later",
    undated: "Without a day",
  },
  none: "Nothing is due",
  noneNote: "Milestones of contracts, closing days and licences in force stand here.",
  away: (days) => {
    if (days === 0) return "today";
    return days > 0 ? `in ${days} d` : `${-days} d late`;
  },
};
