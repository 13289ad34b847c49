import type { JSX } from "preact";
import { sandboxWords as words } from "../../shared/words/sandbox";
import type { View } from "../core/api";
import type { Acts } from "./acts";

interface Props {
  readonly view: View;
  readonly acts: Acts;
  onEnter(): void;
  onScan(): void;
}

/** The account's own page: follow, unfollow, or begin anew as somebody else. */
export function Profile({ view, acts, onEnter, onScan }: Props): JSX.Element {
  const { following } = view.phone;
  return (
    <div class="profile">
      <span class="face large" aria-hidden="true">
        校
      </span>
      <h2>{view.account.name}</h2>
      <p>{words.intro}</p>
      {following ? (
        <button type="button" class="good" onClick={onEnter}>
          {words.enter}
        </button>
      ) : (
        <button
          type="button"
          class="good"
          onClick={() => {
            onEnter();
            acts.follow();
          }}
        >
          {words.follow}
        </button>
      )}
      {!following && (
        <button type="button" onClick={onScan}>
          {words.followByScan}
        </button>
      )}
      {following && (
        <button type="button" onClick={acts.unfollow}>
          {words.unfollow}
        </button>
      )}
      <button type="button" onClick={acts.renew}>
        {words.newPhone}
      </button>
    </div>
  );
}
