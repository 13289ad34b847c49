import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { sandboxWords as words } from "../../shared/words/sandbox";
import type { Switches } from "../core/api";
import type { Picture } from "../core/line";
import { dayAndTime, duration } from "../core/times";
import { CloseIcon } from "./icons";
import { CallList, PushList } from "./push-list";

interface Props {
  readonly picture: Picture;
  /** Whether the drawer is out; beside the phone the panel is always there. */
  readonly open: boolean;
  onSwitch(change: Partial<Switches>): void;
  onMoveClock(seconds: number): void;
  onClose(): void;
}

export function Panel({ picture, open, onSwitch, onMoveClock, onClose }: Props): JSX.Element {
  const { view } = picture;
  const closer = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (open) closer.current?.focus();
  }, [open]);
  const passed = usePassed(picture.readAt);
  return (
    <aside class="panel" aria-label={words.panel}>
      <header class="panel-top">
        <h2>{words.panelTitle}</h2>
        <button
          ref={closer}
          type="button"
          class="icon close"
          aria-label={words.closePanel}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </header>
      <p class="hint ids">
        {words.modes[view.account.mode]} · {view.account.app_id}
        <br />
        openid {view.phone.openid}
      </p>
      <Environment switches={view.switches} onSwitch={onSwitch} />
      <h3>{words.clock}</h3>
      <p class="clock">{dayAndTime(new Date(new Date(view.now).getTime() + passed * 1000))}</p>
      <div class="steps">
        {words.clockSteps.map((step) => (
          <button type="button" key={step.seconds} onClick={() => onMoveClock(step.seconds)}>
            {step.label}
          </button>
        ))}
      </div>
      <p class="hint">{words.clockHint}</p>
      <h3>{words.window}</h3>
      <Window picture={picture} passed={passed} />
      <h3>{words.pushes}</h3>
      <PushList pushes={picture.pushes} />
      <h3>{words.calls}</h3>
      <CallList calls={picture.calls} />
    </aside>
  );
}

interface EnvironmentProps {
  readonly switches: Switches;
  onSwitch(change: Partial<Switches>): void;
}

function Environment({ switches, onSwitch }: EnvironmentProps): JSX.Element {
  return (
    <fieldset>
      <legend>{words.settings}</legend>
      <label class="switch">
        <input
          type="checkbox"
          checked={switches.verified}
          onChange={(event) => onSwitch({ verified: event.currentTarget.checked })}
        />
        <span>
          {words.verified}
          <small>{words.verifiedHint}</small>
        </span>
      </label>
      <label class="switch">
        <input
          type="checkbox"
          checked={switches.down}
          onChange={(event) => onSwitch({ down: event.currentTarget.checked })}
        />
        <span>
          {words.down}
          <small>{words.downHint}</small>
        </span>
      </label>
      <label class="switch line">
        <span>{words.slow}</span>
        <select
          value={String(switches.slow)}
          onChange={(event) => onSwitch({ slow: Number(event.currentTarget.value) })}
        >
          {words.slowChoices.map((choice) => (
            <option key={choice.seconds} value={String(choice.seconds)}>
              {choice.label}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}

interface WindowProps {
  readonly picture: Picture;
  readonly passed: number;
}

function Window({ picture, passed }: WindowProps): JSX.Element {
  const { phone, switches } = picture.view;
  const open = phone.grants.filter((grant) => grant.seconds > passed);
  return (
    <>
      {open.length === 0 ? (
        <p class="hint closed">{words.windowClosed}</p>
      ) : (
        <ul class="grants">
          {open.map((grant) => (
            <li key={grant.occasion}>
              <span>{words.occasions[grant.occasion]}</span>
              <b>{words.left(grant.left)}</b>
              <time>{duration(grant.seconds - passed)}</time>
            </li>
          ))}
        </ul>
      )}
      {phone.permits > 0 && (
        <p class="hint">
          {words.permits}：{phone.permits}
        </p>
      )}
      {!switches.verified && <p class="hint">{words.windowUnverified}</p>}
    </>
  );
}

/** Seconds since `from`, counted up once a second. */
function usePassed(from: number): number {
  const [now, setNow] = useState(from);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, (now - from) / 1000);
}
