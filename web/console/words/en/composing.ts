import type { Words } from "../zh";

export const composing: Words["composing"] = {
  canned: "Canned replies",
  cannedNone: "No canned reply matches; add one in Settings",
  cannedOpen: "Insert a canned reply",
  missing: (labels) => `Not known yet, please fill in: ${labels.join(", ")}`,
  mention: "Mention a colleague",
  mentionNone: "No such colleague",
  mentionOpen: "Mention a colleague",
  here: "online",
  away: "away",
  labels: "Labels",
  labelsFind: "Find a label, or write a new one",
  labelsNone: "No labels yet",
  labelsAdd: (name) => `New label “${name}”`,
};
