import { ElMessageBox } from "element-plus";
import type { Schemas } from "../core/api";
import { words } from "../words";

type Move = Schemas["MoveView"];

/** A reason that has to be given, or a remark that may be; undefined where somebody thought better
 * of it. Who else will read it is said before it is written. */
export async function askReason(move: Move): Promise<string | undefined> {
  const { confirm, cancel } = words.value.shell;
  const { why, whyTold, whyPlaceholder, remarkTold } = words.value.programme;
  const question = move.reason ? (move.told ? whyTold : why) : remarkTold;
  try {
    const { value } = await ElMessageBox.prompt(question, move.label, {
      confirmButtonText: confirm,
      cancelButtonText: cancel,
      inputType: "textarea",
      inputPlaceholder: move.reason ? whyPlaceholder : "",
      inputValidator: (typed) => !move.reason || (typed ?? "").trim() !== "" || whyPlaceholder,
    });
    return (value ?? "").trim();
  } catch {
    return undefined;
  }
}
