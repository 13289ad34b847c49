import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { sandboxWords as words } from "../../shared/words/sandbox";
import type { Picture } from "../core/line";
import type { Acts } from "./acts";
import { NoticeDialog, PlaceDialog, ScanDialog, VoiceDialog } from "./dialogs";
import { type Ask, Footer } from "./footer";
import { BackIcon, PanelIcon } from "./icons";
import { Profile } from "./profile";
import { Transcript } from "./transcript";

interface Props {
  readonly picture: Picture;
  readonly acts: Acts;
  readonly fault: string;
  readonly panelOpen: boolean;
  onPanel(): void;
}

export function Phone({ picture, acts, fault, panelOpen, onPanel }: Props): JSX.Element {
  const { view } = picture;
  const [ask, setAsk] = useState<Ask>();
  const [home, setHome] = useState(false);
  const atHome = home || !view.phone.following;
  return (
    <section class="phone" aria-label={words.phone}>
      <header class="top">
        {atHome ? (
          <span class="icon" />
        ) : (
          <button type="button" class="icon" aria-label={words.back} onClick={() => setHome(true)}>
            <BackIcon />
          </button>
        )}
        <h1 aria-live="polite">{atHome ? words.profile : title(picture)}</h1>
        <button
          type="button"
          class="icon panel-switch"
          aria-label={words.openPanel}
          aria-expanded={panelOpen}
          onClick={onPanel}
        >
          <PanelIcon />
        </button>
      </header>
      {picture.lost && <p class="strip">{words.lost}</p>}
      {fault !== "" && (
        <p class="strip" role="alert">
          {fault}
        </p>
      )}
      {atHome ? (
        <Profile
          view={view}
          acts={acts}
          onEnter={() => setHome(false)}
          onScan={() => setAsk("scan")}
        />
      ) : (
        <>
          <Transcript
            bubbles={picture.bubbles}
            accountName={view.account.name}
            now={view.now}
            onPress={acts.say}
          />
          <Footer
            menu={view.menu}
            onSay={acts.say}
            onPicture={acts.sendPicture}
            onAsk={setAsk}
            onTapMenu={acts.tapMenu}
          />
        </>
      )}
      <Dialog
        ask={ask}
        picture={picture}
        acts={acts}
        onDone={(sent) => {
          setAsk(undefined);
          if (sent) setHome(false);
        }}
      />
    </section>
  );
}

function title({ view }: Picture): string {
  return view.phone.typing ? words.typing : view.account.name;
}

interface DialogProps {
  readonly ask: Ask | undefined;
  readonly picture: Picture;
  readonly acts: Acts;
  onDone(sent: boolean): void;
}

function Dialog({ ask, picture, acts, onDone }: DialogProps): JSX.Element | null {
  const cancel = (): void => onDone(false);
  const and =
    <Made,>(send: (made: Made) => void) =>
    (made: Made): void => {
      onDone(true);
      send(made);
    };
  switch (ask) {
    case "voice":
      return <VoiceDialog onCancel={cancel} onSend={and(acts.speak)} />;
    case "place":
      return <PlaceDialog onCancel={cancel} onSend={and(acts.sendPlace)} />;
    case "scan":
      return <ScanDialog scenes={picture.view.scenes} onCancel={cancel} onSend={and(acts.scan)} />;
    case "notice":
      return (
        <NoticeDialog
          onCancel={() => {
            onDone(true);
            acts.answerNotice(false);
          }}
          onSend={and(acts.answerNotice)}
        />
      );
    default:
      return null;
  }
}
