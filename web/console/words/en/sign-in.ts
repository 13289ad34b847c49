import type { Words } from "../zh";

export const signIn: Words["signIn"] = {
  title: "Sign in to the console",
  slogan: "The right people for every technical problem",
  pitch: [
    "The bot asks the right questions; take over whenever you like",
    "Every suggestion comes with its reasons",
    "One inbox for the web and WeChat",
  ],
  username: "User name",
  password: "Password",
  code: "Authenticator code",
  codeNote: "Enter the 6 digits from your authenticator app",
  codeWrong: "That code is wrong or has been used. Enter the newest one.",
  submit: "Sign in",
  submitting: "Signing in…",
  show: "Show password",
  hide: "Hide password",
  again: "Your session has ended",
  againNote: "Sign in again. The page and what you were writing are kept.",
  disabled: "This account is disabled",
  disabledNote: (ask) =>
    `It cannot be used to sign in any more. An administrator can enable it${ask.length > 0 ? `: ${ask.join(", ")}` : ""}.`,
  other: "Sign in with another account",
  forgot: "Forgot your password? Ask an administrator for a new invitation link.",
};
