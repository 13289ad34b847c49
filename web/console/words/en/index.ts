import type { Words } from "../zh";
import { domain } from "./domain";
import { inbox } from "./inbox";
import { need } from "./need";
import { shell } from "./shell";
import { signIn } from "./sign-in";

export const en: Words = { shell, signIn, domain, inbox, need };
