import type { Words } from "../zh";

export const importing: Words["importing"] = {
  title: "Import",
  export: "Export",
  note: "Add and update many at once from an Excel or CSV file. It is checked line by line first.",
  template: "Download an empty template",
  choose: "Choose an .xlsx or .csv file, 10 MB at most",
  checking: "Checking each line…",
  sum: (lines, added, changed, faulty) =>
    `${lines} lines: ${added} new, ${changed} updated, ${faulty} with faults`,
  line: (line) => `Line ${line}`,
  faults: (count) => `${count} lines have faults; mend them and choose the file again`,
  doubts: "Please check",
  unused: (columns) => `Columns without a use: ${columns.join(", ")}`,
  skip: (count) => `Leave out the ${count} faulty lines and import the others`,
  apply: (count) => (count > 0 ? `Import ${count}` : "Import"),
  done: (count) => `${count} imported`,
};
