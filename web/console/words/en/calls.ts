import type { Words } from "../zh";

export const calls: Words["calls"] = {
  queued: (who) => `${who} waits for a person`,
  urgent: (who) => `${who} waits for a person (priority)`,
  wrote: (who) => `${who} wrote`,
  given: (who) => `${who} was transferred to you`,
  taken: (who) => `${who} is no longer in your hands`,
  takenBy: (who, name) => `${name} took over ${who} from you`,
  draftKept: "Your half-written reply is kept.",
  open: "Open",
  mentioned: "A colleague named you in a note",
  sound: "Sound",
  notices: "Desktop notifications",
  callMe: "Ring and notify me when somebody waits",
  refused: "The browser refuses notifications; allow them in its site settings",
};
