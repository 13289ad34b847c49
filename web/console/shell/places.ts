import {
  Building2,
  CalendarClock,
  ChartColumn,
  ClipboardList,
  GraduationCap,
  Handshake,
  type LucideIcon,
  MessagesSquare,
  ScrollText,
  Search,
  Settings,
} from "@lucide/vue";
import type { Role } from "../core/roles";
import { words } from "../words";

export interface Place {
  readonly path: string;
  readonly title: () => string;
  readonly icon: LucideIcon;
  readonly keys: string;
  readonly roles?: readonly Role[];
  /** Stands in the bottom bar of a phone; the others are behind "more". */
  readonly handy: boolean;
}

const shell = (): typeof words.value.shell => words.value.shell;

const ALL: readonly Place[] = [
  { path: "/inbox", title: () => shell().inbox, icon: MessagesSquare, keys: "g i", handy: true },
  { path: "/search", title: () => shell().search, icon: Search, keys: "g s", handy: true },
  { path: "/needs", title: () => shell().needs, icon: ClipboardList, keys: "g n", handy: true },
  {
    path: "/schedule",
    title: () => shell().schedule,
    icon: CalendarClock,
    keys: "g w",
    handy: false,
  },
  { path: "/partners", title: () => shell().partners, icon: Handshake, keys: "g p", handy: false },
  { path: "/catalogue", title: () => shell().catalogue, icon: Building2, keys: "g c", handy: true },
  {
    path: "/insights",
    title: () => shell().insights,
    icon: ChartColumn,
    keys: "g d",
    handy: false,
  },
  {
    path: "/learning",
    title: () => shell().learning,
    icon: GraduationCap,
    keys: "g l",
    handy: false,
  },
  {
    path: "/audit",
    title: () => shell().audit,
    icon: ScrollText,
    keys: "g a",
    roles: ["admin"],
    handy: false,
  },
  { path: "/settings", title: () => shell().settings, icon: Settings, keys: "g t", handy: false },
];

export function placesFor(role: Role): readonly Place[] {
  return ALL.filter((place) => place.roles?.includes(role) ?? true);
}
