import type { Words } from "../zh";

export const editing: Words["editing"] = {
  add: "Add",
  edit: "Edit",
  remove: "Remove",
  titles: {
    add: {
      universities: "New university",
      mentors: "New mentor",
      patents: "New patent",
      platforms: "New platform",
    },
    edit: {
      universities: "Edit university",
      mentors: "Edit mentor",
      patents: "Edit patent",
      platforms: "Edit platform",
    },
  },
  removeAsk: (name) =>
    `Remove “${name}” from the catalogue? The desk will not suggest it again, and it cannot be brought back.`,
  removed: "Removed",
  demoNote: "This is demo data, not a real record.",
  listNote: "press Enter after each",
  capacity: "Companies at most",
  ofDisciplines: "of the disciplines above",
  ownUniversity: "leave empty where no university owns it",
  licensed: "There is an open-licence declaration",
  licenceGoes:
    "Once saved, the open-licence declaration of this patent is gone from the catalogue.",
  licenceState: "Declaration",
  licenceActive: "in force",
  feeYuan: "Fee (yuan)",
  royalty: "Royalty (%)",
  royaltyBase: "Royalty of",
  stages: "Fee of each stage (yuan)",
  stageYear: "From which year",
  stageYuan: "Fee a year, such as 10000",
  yearBefore: "from year",
  yearAfter: "",
  addStage: "Add a stage",
  stageFault: "Each stage needs its first year and its fee",
  numberFault: "Write a figure, such as 2.5",
  termFrom: "Licence from",
  termTo: "Licence until",
  needed: "Please fill this in",
  refused: "This is not accepted",
  stale:
    "Somebody has just changed this record, so your changes are not saved. What you entered is still here: copy what you need, then load the newest version and go on.",
  reload: "Load the newest version",
};
