import type { Words } from "../zh";
import { shell } from "./shell";
import { signIn } from "./sign-in";

export const en: Words = { shell, signIn };
