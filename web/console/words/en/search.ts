import type { Words } from "../zh";

export const search: Words["search"] = {
  title: "Search",
  needs: "Needs",
  placeholder: "Number of a need, a firm, or what was said",
  hint: "Separate words by blanks; each must occur.",
  authors: { user: "Owner", bot: "Bot", staff: "Staff" },
  anyone: "Anyone",
  from: "Written by",
  none: "Nothing found",
  noneNote: "Try another word, or fewer characters.",
  start: "Type the words to find",
  more: "More results",
  command: (typed) => `Search messages: ${typed}`,
  place: (number, count, more) =>
    `${number > 0 ? `${number} of ` : ""}${count}${more ? " or more" : ""} in this conversation`,
  earlier: "Previous place",
  later: "Next place",
  leave: "Leave the search",
  within: "Search",
};
