import type { Words } from "../zh";

export const calls: Words["calls"] = {
  queued: (who) => `${who} waits for a person`,
  urgent: (who) => `${who} waits for a person (priority)`,
  wrote: (who) => `${who} wrote`,
  given: (who) => `${who} was transferred to you`,
  mentioned: "A colleague named you in a note",
  sound: "Sound",
  notices: "Desktop notifications",
  callMe: "Ring and notify me when somebody waits",
  refused: "The browser refuses notifications; allow them in its site settings",
};
