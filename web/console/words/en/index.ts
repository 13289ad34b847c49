import type { Words } from "../zh";
import { account } from "./account";
import { audit } from "./audit";
import { calls } from "./calls";
import { catalogue } from "./catalogue";
import { composing } from "./composing";
import { domain } from "./domain";
import { editing } from "./editing";
import { identity } from "./identity";
import { importing } from "./importing";
import { inbox } from "./inbox";
import { insights } from "./insights";
import { learning } from "./learning";
import { need } from "./need";
import { needs } from "./needs";
import { partners } from "./partners";
import { programme } from "./programme";
import { rules } from "./rules";
import { schedule } from "./schedule";
import { search } from "./search";
import { settings } from "./settings";
import { shell } from "./shell";
import { signIn } from "./sign-in";
import { thesaurus } from "./thesaurus";
import { wechat } from "./wechat";

export const en: Words = {
  shell,
  signIn,
  wechat,
  identity,
  domain,
  inbox,
  need,
  composing,
  calls,
  search,
  needs,
  schedule,
  catalogue,
  insights,
  programme,
  partners,
  settings,
  rules,
  account,
  audit,
  learning,
  thesaurus,
  importing,
  editing,
};
