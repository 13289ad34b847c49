import { ElMessageBox } from "element-plus";
import { words } from "../words";

export async function agreed(question: string): Promise<boolean> {
  const { confirm, cancel } = words.value.shell;
  try {
    await ElMessageBox.confirm(question, { confirmButtonText: confirm, cancelButtonText: cancel });
    return true;
  } catch {
    return false;
  }
}
