import type { Place } from "../core/api";
import type { Spoken } from "./dialogs";

/** What the owner can do. Each call is one act at the server. */
export interface Acts {
  say(text: string, menuId?: string): void;
  speak(spoken: Spoken): void;
  sendPicture(file: File): void;
  sendPlace(place: Place): void;
  scan(scene: string): void;
  tapMenu(path: readonly number[]): void;
  answerNotice(accept: boolean): void;
  follow(): void;
  unfollow(): void;
  renew(): void;
}
