import type { Words } from "../zh";

export const learning: Words["learning"] = {
  title: "Learning",
  note: "What the bot misread or was unsure of. What you label is learnt at the next training",
  states: { open: "To label", labelled: "Labelled", dismissed: "Dismissed" },
  none: {
    open: "Nothing to label. What the bot did not understand appears here.",
    labelled: "Nothing has been labelled yet",
    dismissed: "Nothing has been dismissed yet",
  },
  asked: "The bot had said",
  readAs: "Read as",
  nothingRead: "nothing",
  purpose: "What it means",
  part: "Words of the message (select them)",
  unmark: (part) => `Remove “${part}”`,
  kinds: {
    budget: "Budget",
    region: "Region",
    deadline: "Time",
    metrics: "Metric",
    product: "Product",
  },
  label: "Label",
  dismiss: "Dismiss",
  see: "See conversation",
  by: (name) => `labelled by ${name}`,
  taught: "in the training data",
};
