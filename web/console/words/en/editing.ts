import type { Words } from "../zh";

export const editing: Words["editing"] = {
  add: "Add",
  edit: "Edit",
  remove: "Remove",
  titles: {
    add: { mentors: "New mentor" },
    edit: { mentors: "Edit mentor" },
  },
  removeAsk: (name) =>
    `Remove “${name}” from the catalogue? The desk will not suggest it again, and it cannot be brought back.`,
  removed: "Removed",
  demoNote: "This is demo data, not a real record.",
  listNote: "press Enter after each",
  capacity: "Companies at most",
  needed: "Please fill this in",
  refused: "This is not accepted",
  stale:
    "Somebody has just changed this record, so your changes are not saved. What you entered is still here: copy what you need, then load the newest version and go on.",
  reload: "Load the newest version",
};
