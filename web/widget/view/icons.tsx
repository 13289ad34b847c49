import type { JSX } from "preact";

function icon(path: string): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

export const SendIcon = (): JSX.Element => icon("M12 19V5M5 12l7-7 7 7");
export const CloseIcon = (): JSX.Element => icon("M6 6l12 12M18 6L6 18");
export const ClipIcon = (): JSX.Element =>
  icon(
    "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L14.5 7.5",
  );
export const DownIcon = (): JSX.Element => icon("M12 5v14M5 12l7 7 7-7");
export const PreviousIcon = (): JSX.Element => icon("M15 6l-6 6 6 6");
export const NextIcon = (): JSX.Element => icon("M9 6l6 6-6 6");
