import type { JSX } from "preact";

function icon(path: string, size = 26): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

const CIRCLE = "M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19";

export const BackIcon = (): JSX.Element => icon("M15 5l-7 7l7 7");
export const VoiceIcon = (): JSX.Element =>
  icon(`${CIRCLE}M9 9.6a4 4 0 0 1 0 4.8M12 7.8a7 7 0 0 1 0 8.4M15 6.2a10 10 0 0 1 0 11.6`);
export const KeyboardIcon = (): JSX.Element =>
  icon(
    `${CIRCLE}M7.5 9h.01M10.5 9h.01M13.5 9h.01M16.5 9h.01M7.5 12h.01M10.5 12h.01M13.5 12h.01M16.5 12h.01M9 15.5h6`,
  );
export const PlusIcon = (): JSX.Element => icon(`${CIRCLE}M12 7.5v9M7.5 12h9`);
export const MenuIcon = (): JSX.Element => icon("M4 7h16M4 12h16M4 17h10");
export const PictureIcon = (): JSX.Element =>
  icon("M4 5h16v14H4zM4 16l4.5-5l4 4l3-3L20 16M15.5 9h.01");
export const PlaceIcon = (): JSX.Element =>
  icon(
    "M12 21s7-6.2 7-11.2A7 7 0 0 0 5 9.8C5 14.8 12 21 12 21zM12 7.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5",
  );
export const ScanIcon = (): JSX.Element => icon("M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16");
export const BellIcon = (): JSX.Element =>
  icon("M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2.2 2.2 0 0 0 4 0");
export const WaveIcon = (): JSX.Element =>
  icon("M7 10a3 3 0 0 1 0 4M10.5 7.5a7 7 0 0 1 0 9M14 5a11 11 0 0 1 0 14", 20);
export const CloseIcon = (): JSX.Element => icon("M6 6l12 12M18 6L6 18", 22);
export const PanelIcon = (): JSX.Element => icon("M8 7l-5 5l5 5M16 7l5 5l-5 5M13.5 5l-3 14", 22);
export const UpIcon = (): JSX.Element => icon("M7 14l5-5l5 5", 14);
