import type { Words } from "../zh";

const REASONS: Readonly<Record<string, string>> = {
  state: "This sign-in did not begin in this browser, or has expired or been used. Start again.",
  denied: "WeChat did not give its consent. Start again.",
  used: "This WeChat authorisation was used before or is void. Start again.",
  snapshot:
    "WeChat gave the made-up identity of a snapshot page. Open the full page and try again.",
  unbound:
    "This WeChat is bound to no account. Sign in with your password and bind it in Settings.",
  failed: "WeChat does not answer. Try again later, or use your password.",
};

export const wechat: Words["wechat"] = {
  enter: "Sign in with WeChat",
  enterHere: "Sign in with WeChat",
  or: "or",
  usePassword: "Use your password",
  qr: "WeChat QR code",
  number: "Your phone should show",
  scanToEnter: "Scan with the WeChat you have bound. Confirm only if the phone shows this number.",
  scanToBind: "Scan with your own WeChat. Confirm only if the phone shows this number.",
  scanned: "Scanned. Compare the number on your phone and confirm",
  confirmed: "Confirmed on the phone",
  refused: "Not confirmed on the phone, or this WeChat cannot be used",
  expired: "This code has expired",
  renew: "New code",
  title: "Sign in with WeChat",
  note: "A bound WeChat can sign in by scanning a code. Two-step sign-in still asks for its digits.",
  bound: "Bound",
  notBound: "Not bound",
  proof: "so that nobody else binds theirs",
  bind: "Bind WeChat",
  boundNow: "WeChat is bound",
  unbind: "Unbind",
  unbindAsk: "This WeChat will no longer be able to sign in. Unbind it?",
  unbound: "WeChat is no longer bound",
  tag: "WeChat",
  freeAsk: (name) => `Unbind the WeChat of ${name}? For instance after a new phone.`,
  notLetIn: (reason) => REASONS[reason] ?? "Signing in by WeChat did not work. Please try again.",
};
