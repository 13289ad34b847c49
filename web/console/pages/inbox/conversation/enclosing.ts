import { computed, onScopeDispose, ref, shallowRef } from "vue";
import { FILE_LIMIT, FILE_TYPES } from "../../../../shared/protocol";
import type { OpenCase } from "../../../state/open-case";
import { tellFault } from "../../../ui/telling";
import { words } from "../../../words";

/** A file that will go with the next press of "send". `picture`: where it can be seen, or empty. */
export interface Chosen {
  readonly key: number;
  readonly file: File;
  readonly picture: string;
}

/** What the WeChat account can bring without a link. */
const COMMON_PICTURES = "image/jpeg,image/png,image/gif";

/** Pictures and files that were chosen, pasted or dropped, until they are sent or taken away. */
export function useEnclosing(open: OpenCase, wanted: () => boolean) {
  const chosen = shallowRef<readonly Chosen[]>([]);
  /** Some hang over the page just now. */
  const over = ref(false);
  const way = computed(() => open.state.detail?.channel_state?.files ?? "all");
  const may = computed(() => wanted() && way.value !== "none");
  const types = computed(() => (way.value === "pictures" ? COMMON_PICTURES : FILE_TYPES));
  const limits = computed(() => {
    const { composing } = words.value;
    if (way.value === "all") return "";
    return way.value === "pictures" ? composing.onlyPictures : composing.noFiles;
  });
  let last = 0;

  function add(files: Iterable<File>): void {
    if (way.value === "none") {
      tellFault(limits.value);
      return;
    }
    const fit = [...files].filter((file) => fits(file, types.value, limits.value));
    const fresh = fit.map((file) => ({ key: ++last, file, picture: pictureOf(file) }));
    chosen.value = [...chosen.value, ...fresh];
  }

  function remove(key: number): void {
    forget(chosen.value.filter((each) => each.key === key));
    chosen.value = chosen.value.filter((each) => each.key !== key);
  }

  /** Hands them over to be sent. */
  function take(): readonly File[] {
    const files = chosen.value.map((each) => each.file);
    forget(chosen.value);
    chosen.value = [];
    return files;
  }

  function paste(event: ClipboardEvent): void {
    const data = event.clipboardData;
    if (data !== null && may.value && !holdsText(data)) receive(event, data);
  }

  function drop(event: DragEvent): void {
    over.value = false;
    // A page that opens a dropped file itself would be left, with all that is being written.
    if (bringsFiles(event)) event.preventDefault();
    if (wanted() && event.dataTransfer !== null) receive(event, event.dataTransfer);
  }

  function receive(event: Event, data: DataTransfer): void {
    if (data.files.length === 0) return;
    event.preventDefault();
    add(data.files);
  }

  function hover(event: DragEvent): void {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    over.value = may.value;
  }

  function leave(event: DragEvent): void {
    if (event.relatedTarget === null) over.value = false;
  }

  document.addEventListener("dragover", hover);
  document.addEventListener("dragleave", leave);
  document.addEventListener("drop", drop);
  onScopeDispose(() => {
    document.removeEventListener("dragover", hover);
    document.removeEventListener("dragleave", leave);
    document.removeEventListener("drop", drop);
    forget(chosen.value);
  });

  return { chosen, over, may, types, limits, add, remove, take, paste };
}

export type Enclosing = ReturnType<typeof useEnclosing>;

/** `limits`: why the account takes no more than `types`, empty where it takes all that there are. */
function fits(file: File, types: string, limits: string): boolean {
  const { composing } = words.value;
  const fault = () => {
    if (file.size === 0) return composing.fileEmpty(file.name);
    if (file.size > FILE_LIMIT) return composing.fileTooLarge(file.name);
    return isOfKind(file, types) ? undefined : limits || composing.fileKind(file.name);
  };
  const told = fault();
  if (told !== undefined) tellFault(told);
  return told === undefined;
}

/** By its name and what the system takes it for, as far as they tell; the server looks inside. */
function isOfKind({ name, type }: File, types: string): boolean {
  const unnamed = type === "" && !name.includes(".");
  return (
    unnamed ||
    types.split(",").some((each) => {
      if (each.startsWith(".")) return name.toLowerCase().endsWith(each);
      return each.endsWith("/*") ? type.startsWith(each.slice(0, -1)) : type === each;
    })
  );
}

function pictureOf(file: File): string {
  return file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
}

function forget(gone: readonly Chosen[]): void {
  for (const { picture } of gone) if (picture !== "") URL.revokeObjectURL(picture);
}

/** Word and Excel put a picture of what was copied beside its words: then the words are meant. */
function holdsText(data: DataTransfer): boolean {
  return data.types.includes("text/plain") && data.types.includes("text/html");
}

function bringsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
