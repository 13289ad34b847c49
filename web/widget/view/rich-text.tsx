import type { JSX } from "preact";
import { splitLinks } from "../../shared/text";

/** Message text as text nodes and safe links; line breaks are kept by the style sheet. */
export function RichText({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {splitLinks(text).map((piece) =>
        piece.kind === "words" ? (
          piece.text
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </>
  );
}
