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
  attach: "Send a picture or file",
  dropHere: "Drop to add it to the message",
  chosen: "Pictures and files to be sent",
  removeFile: (name) => `Do not send ${name}`,
  fileTooLarge: (name) => `${name} is too large; a file may have 10 MB`,
  fileEmpty: (name) => `${name} is empty`,
  fileKind: (name) =>
    `${name} cannot be sent: only JPG, PNG, GIF, WebP pictures and PDF, Word, Excel, PPT files`,
  fileLost: "The file is no longer in this browser; please choose it again",
  onlyPictures: "BOT_PUBLIC_URL is not set: in WeChat only JPG, PNG and GIF pictures can be sent",
  noFiles: "BOT_PUBLIC_URL is not set: in WeChat the link to a file could not be opened",
  removeUnsent: "Remove",
};
