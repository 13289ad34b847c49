import { ElMessageBox } from "element-plus";
import { h } from "vue";
import type { Schemas } from "../core/api";
import { words } from "../words";
import { whileAsked } from "./asking";

type Move = Schemas["MoveView"];

/**
 * A reason that has to be given, or what else `question` asks for; undefined where somebody thought
 * better of it. `usual`: what stands there to begin with.
 */
export function askReason(
  title: string,
  question: string = words.value.programme.why,
  usual = "",
): Promise<string | undefined> {
  return prompt(title, question, true, usual);
}

/** Why a step is taken, or the remark that may go with it. Who else will read it is said before it
 * is written. */
export function askWhy(move: Move, about: string): Promise<string | undefined> {
  const { why, whyTold, remarkTold } = words.value.programme;
  if (!move.reason) return prompt(move.label, remarkTold, false, "", about);
  return prompt(move.label, move.told ? whyTold : why, true, "", about);
}

async function prompt(
  title: string,
  question: string,
  needed: boolean,
  usual = "",
  about = "",
): Promise<string | undefined> {
  const { confirm, cancel } = words.value.shell;
  const { whyPlaceholder } = words.value.programme;
  try {
    const { value } = await whileAsked(() =>
      ElMessageBox.prompt(about === "" ? question : named(about, question), title, {
        confirmButtonText: confirm,
        cancelButtonText: cancel,
        inputType: "textarea",
        inputValue: usual,
        inputPlaceholder: needed ? whyPlaceholder : "",
        inputValidator: (typed) => !needed || (typed ?? "").trim() !== "" || whyPlaceholder,
      }),
    );
    return (value ?? "").trim();
  } catch {
    return undefined;
  }
}

/** What it is about above what is asked, so that nobody writes it to the wrong one. */
function named(about: string, question: string) {
  return h("div", [h("p", { style: { fontWeight: 600 } }, about), h("p", question)]);
}
