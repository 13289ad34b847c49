import type { Words } from "../zh";

export const identity: Words["identity"] = {
  enter: (name) => `Sign in with ${name}`,
  note: "Once bound, it opens the console. A second factor that is turned on is still asked for.",
  bind: "Bind",
  bound: "Bound: it now opens the console",
  unbindAsk: "It will no longer open the console. Go on?",
  tag: "SSO",
  freeAsk: (name) => `Unbind the single sign-on of ${name}?`,
  notLetIn: (reason) => REASONS[reason] ?? "That did not work. Please try again.",
};

const REASONS: Readonly<Record<string, string>> = {
  state: "This sign-in was not begun in this browser, or has run out. Please try again.",
  denied: "It was not allowed there. Please try again, or use the password.",
  used: "This sign-in has been used already. Please try again.",
  unbound: "This account is bound to nobody here. Sign in with the password and bind it first.",
  taken: "It is bound to another account here. Unbind it there first.",
  failed: "The single sign-on does not answer. Try later, or use the password.",
};
