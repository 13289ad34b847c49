import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { sandboxWords as words } from "../../shared/words/sandbox";
import type { Place } from "../core/api";

interface SheetProps {
  readonly title: string;
  readonly ready: boolean;
  readonly good?: string;
  readonly children: ComponentChildren;
  onCancel(): void;
  onSend(): void;
}

function Sheet(props: SheetProps): JSX.Element {
  const { title, ready, good = words.send, children, onCancel, onSend } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="sheet" aria-label={title} onClose={onCancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onSend();
        }}
      >
        <h2>{title}</h2>
        {children}
        <div class="sheet-buttons">
          <button type="button" onClick={onCancel}>
            {words.cancel}
          </button>
          <button type="submit" class="good" disabled={!ready}>
            {good}
          </button>
        </div>
      </form>
    </dialog>
  );
}

interface DialogProps<Made> {
  onCancel(): void;
  onSend(made: Made): void;
}

export interface Spoken {
  readonly recognition: string;
  readonly seconds: number;
}

export function VoiceDialog({ onCancel, onSend }: DialogProps<Spoken>): JSX.Element {
  const [recognition, setRecognition] = useState("");
  const [seconds, setSeconds] = useState(5);
  const ready = seconds >= 1 && seconds <= 60;
  return (
    <Sheet
      title={words.voiceTitle}
      ready={ready}
      onCancel={onCancel}
      onSend={() => onSend({ recognition, seconds })}
    >
      <label>
        {words.voiceHint}
        <textarea
          rows={3}
          maxLength={1000}
          value={recognition}
          onInput={(event) => setRecognition(event.currentTarget.value)}
        />
      </label>
      <label>
        {words.voiceSeconds}
        <input
          type="number"
          min={1}
          max={60}
          value={seconds}
          onInput={(event) => setSeconds(Math.round(Number(event.currentTarget.value)))}
        />
      </label>
    </Sheet>
  );
}

export function PlaceDialog({ onCancel, onSend }: DialogProps<Place>): JSX.Element {
  const [place, setPlace] = useState<Place>(words.places[0] as Place);
  return (
    <Sheet title={words.placeTitle} ready onCancel={onCancel} onSend={() => onSend(place)}>
      <div class="choices">
        {words.places.map((each) => (
          <button
            type="button"
            key={each.label}
            aria-pressed={each.latitude === place.latitude}
            onClick={() => setPlace(each)}
          >
            {each.label}
          </button>
        ))}
      </div>
      <label>
        {words.placeLabel}
        <input
          value={place.label}
          maxLength={100}
          placeholder={words.placeHint}
          onInput={(event) => setPlace({ ...place, label: event.currentTarget.value })}
        />
      </label>
    </Sheet>
  );
}

/** WeChat's own popup: what is pressed here is pushed to the server. */
export function NoticeDialog({ onCancel, onSend }: DialogProps<true>): JSX.Element {
  return (
    <Sheet
      title={words.noticeTitle}
      ready
      good={words.allow}
      onCancel={onCancel}
      onSend={() => onSend(true)}
    >
      <p>{words.noticeHint}</p>
    </Sheet>
  );
}

export function ScanDialog(
  props: DialogProps<string> & { readonly scenes: readonly string[] },
): JSX.Element {
  const [scene, setScene] = useState("");
  return (
    <Sheet
      title={words.scanTitle}
      ready={scene.trim() !== ""}
      onCancel={props.onCancel}
      onSend={() => props.onSend(scene.trim())}
    >
      <label>
        {words.sceneLabel}
        <input
          value={scene}
          maxLength={64}
          placeholder={words.sceneHint}
          onInput={(event) => setScene(event.currentTarget.value)}
        />
      </label>
      {props.scenes.length > 0 && (
        <div class="choices">
          <span>{words.scenesMade}</span>
          {props.scenes.map((each) => (
            <button type="button" key={each} onClick={() => setScene(each)}>
              {each}
            </button>
          ))}
        </div>
      )}
    </Sheet>
  );
}
