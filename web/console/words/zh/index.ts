import { calls } from "./calls";
import { composing } from "./composing";
import { domain } from "./domain";
import { inbox } from "./inbox";
import { need } from "./need";
import { search } from "./search";
import { shell } from "./shell";
import { signIn } from "./sign-in";

/** Every word that the console shows, in Chinese. Other languages translate exactly these. */
export const zh = { shell, signIn, domain, inbox, need, composing, calls, search };

export type Words = typeof zh;
