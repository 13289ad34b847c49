import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { FILE_TYPES } from "../../shared/protocol";
import { useTongue } from "./context";
import { ClipIcon } from "./icons";

type Take = (files: readonly File[]) => void;

/** Opens the system's own choice of pictures and files. */
export function AttachButton({ onFiles }: { readonly onFiles: Take }): JSX.Element {
  const { words } = useTongue();
  const chooser = useRef<HTMLInputElement | null>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        accept={FILE_TYPES}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen once more.
          event.currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="attach"
        aria-label={words.attach}
        onClick={() => chooser.current?.click()}
      >
        <ClipIcon />
      </button>
    </>
  );
}

/** Files that are pasted or dropped anywhere in the chat. Returns whether some hang over it now. */
export function useGivenFiles(onFiles: Take): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => take(event, event.clipboardData);
    const drop = (event: DragEvent): void => {
      setOver(false);
      take(event, event.dataTransfer);
    };
    const hover = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    };
    const take = (event: Event, data: DataTransfer | null): void => {
      const files = [...(data?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    document.addEventListener("paste", paste);
    document.addEventListener("drop", drop);
    document.addEventListener("dragover", hover);
    document.addEventListener("dragleave", leave);
    return () => {
      document.removeEventListener("paste", paste);
      document.removeEventListener("drop", drop);
      document.removeEventListener("dragover", hover);
      document.removeEventListener("dragleave", leave);
    };
  }, [onFiles]);
  return over;
}
