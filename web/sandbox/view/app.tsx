import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sandboxWords as words } from "../../shared/words/sandbox";
import { act, Failed, moveClock, sendPicture, setSwitches } from "../core/api";
import type { Line, Picture } from "../core/line";
import { shrinkPicture } from "../core/picture";
import type { Acts } from "./acts";
import { Panel } from "./panel";
import { Phone } from "./phone";

interface Props {
  readonly line: Line;
  readonly picture: Picture;
}

const FAULT_SHOWN_MS = 4000;

export function App({ line, picture }: Props): JSX.Element {
  const [fault, setFault] = useState("");
  const [panelOpen, setPanelOpen] = useState(false);
  useEffect(() => {
    if (fault === "") return undefined;
    const timer = setTimeout(() => setFault(""), FAULT_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [fault]);
  const closePanel = (): void => {
    setPanelOpen(false);
    document.querySelector<HTMLElement>(".panel-switch")?.focus();
  };
  useEffect(() => {
    if (!panelOpen) return undefined;
    const close = (event: KeyboardEvent): void => {
      if (event.key === "Escape") closePanel();
    };
    document.addEventListener("keydown", close);
    return () => document.removeEventListener("keydown", close);
  }, [panelOpen]);
  const attempt = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      setFault((error instanceof Failed && error.message) || words.failed);
    });
  };
  return (
    <div class={panelOpen ? "bench with-panel" : "bench"}>
      <Phone
        picture={picture}
        acts={actsOn(line, attempt, setFault)}
        fault={fault}
        panelOpen={panelOpen}
        onPanel={() => setPanelOpen(!panelOpen)}
      />
      <Panel
        picture={picture}
        open={panelOpen}
        onSwitch={(change) => attempt(setSwitches(change))}
        onMoveClock={(seconds) => attempt(moveClock(seconds))}
        onClose={closePanel}
      />
    </div>
  );
}

function actsOn(
  line: Line,
  attempt: (work: Promise<unknown>) => void,
  setFault: (words: string) => void,
): Acts {
  const does = (name: string, body: object = {}): void => attempt(act(line.openid, name, body));
  return {
    say: (text, menuId = "") => does("text", { text, menu_id: menuId }),
    speak: (spoken) => does("voice", spoken),
    sendPicture: (file) => {
      shrinkPicture(file).then(
        (blob) => attempt(sendPicture(line.openid, blob)),
        () => setFault(words.pictureFailed),
      );
    },
    sendPlace: (place) => does("location", place),
    scan: (scene) => does("scan", { scene }),
    tapMenu: (path) => {
      const opened = act(line.openid, "menu", { path }) as Promise<{ url: string }>;
      attempt(opened.then(({ url }) => (/^https?:/i.test(url) ? visit(url) : undefined)));
    },
    answerNotice: (accept) => does("notice", { accept }),
    follow: () => does("follow"),
    unfollow: () => does("unfollow"),
    renew: () => void line.renew(),
  };
}

function visit(url: string): void {
  window.open(url, "_blank", "noopener");
}
