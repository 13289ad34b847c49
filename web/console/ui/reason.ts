import { ElMessageBox } from "element-plus";
import { words } from "../words";

/** A reason that has to be given; undefined where somebody thought better of it. */
export async function askReason(title: string): Promise<string | undefined> {
  const { confirm, cancel } = words.value.shell;
  try {
    const { value } = await ElMessageBox.prompt(words.value.programme.why, title, {
      confirmButtonText: confirm,
      cancelButtonText: cancel,
      inputType: "textarea",
      inputPlaceholder: words.value.programme.whyPlaceholder,
      inputValidator: (typed) => typed.trim() !== "" || words.value.programme.whyPlaceholder,
    });
    return value.trim();
  } catch {
    return undefined;
  }
}
