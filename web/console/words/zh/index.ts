import { domain } from "./domain";
import { inbox } from "./inbox";
import { need } from "./need";
import { shell } from "./shell";
import { signIn } from "./sign-in";

/** Every word that the console shows, in Chinese. Other languages translate exactly these. */
export const zh = { shell, signIn, domain, inbox, need };

export type Words = typeof zh;
