import type { JSX } from "preact";
import { readWechatText } from "../core/wechat-text";

interface Props {
  readonly text: string;
  onPress(says: string, id: string): void;
}

/** Text nodes, links and presses; line breaks are kept by the style sheet. */
export function WechatText({ text, onPress }: Props): JSX.Element {
  return (
    <>
      {readWechatText(text).map((piece) => {
        if (piece.kind === "words") return piece.text;
        if (piece.kind === "press") {
          const { says, id } = piece;
          return (
            <button type="button" class="word-link" onClick={() => onPress(says, id)}>
              {piece.text}
            </button>
          );
        }
        return (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        );
      })}
    </>
  );
}
