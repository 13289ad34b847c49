import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SentFile } from "../../shared/protocol";
import { useTongue } from "./context";
import { save } from "./save";

interface Props {
  readonly file: SentFile;
  open(): Promise<Blob>;
}

/** A picture is shown, a document offered for saving; both are fetched with the visitor's token. */
export function FileView({ file, open }: Props): JSX.Element {
  return file.kind === "image" ? (
    <Picture file={file} open={open} />
  ) : (
    <Document file={file} open={open} />
  );
}

function Picture({ file, open }: Props): JSX.Element {
  const { words } = useTongue();
  const picture = usePicture(open);
  if (picture === "gone") return <p class="file-gone">{words.fileGone}</p>;
  if (picture === "") return <div class="picture waiting" />;
  return (
    <a
      class="picture"
      href={picture}
      target="_blank"
      rel="noopener"
      aria-label={words.openPicture(file.name)}
    >
      <img src={picture} alt={words.picture(file.name)} />
    </a>
  );
}

function Document({ file, open }: Props): JSX.Element {
  const { words } = useTongue();
  const [gone, setGone] = useState(false);
  if (gone) return <p class="file-gone">{words.fileGone}</p>;
  const fetchIt = (): void => {
    open()
      .then((data) => save(data, file.name))
      .catch(() => setGone(true));
  };
  return (
    <button type="button" class="file" onClick={fetchIt}>
      {words.download(file.name, sizeText(file.size))}
    </button>
  );
}

/** The address of the picture in this page: empty while it comes, "gone" where it does not. */
function usePicture(open: () => Promise<Blob>): string {
  const [picture, setPicture] = useState("");
  useEffect(() => {
    let address = "";
    let left = false;
    open().then(
      (data) => {
        if (left) return;
        address = URL.createObjectURL(data);
        setPicture(address);
      },
      () => setPicture("gone"),
    );
    return () => {
      left = true;
      if (address !== "") URL.revokeObjectURL(address);
    };
  }, []);
  return picture;
}

function sizeText(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  return kilobytes < 1024 ? `${kilobytes} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
