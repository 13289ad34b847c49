import { ask } from "../../../core/api";
import { canned, findCanned, readCanned } from "../../../state/canned";
import { colleagues, readColleagues } from "../../../state/colleagues";
import { useConsole } from "../../../state/console";
import type { OpenCase } from "../../../state/open-case";
import { tellFault } from "../../../ui/telling";
import { words } from "../../../words";
import type { Source } from "./suggesting";

/** `/`: canned replies, filled in for the conversation. */
export function useCannedSource(open: OpenCase, enabled: () => boolean): Source {
  const { api } = useConsole();
  return {
    sign: "/",
    title: () => words.value.composing.canned,
    none: () => words.value.composing.cannedNone,
    enabled,
    read: () => readCanned(api),
    find: (typed) =>
      findCanned(canned.value.items, typed).map(({ id, shortcut, title, text }) => ({
        id,
        label: `/${shortcut}  ${title}`,
        note: text,
      })),
    take: async ({ id }) => {
      const params = { path: { id } };
      const body = { conversation_id: open.id };
      const filled = await ask(api.POST("/api/v1/canned/{id}/fill", { params, body }));
      if (filled.missing.length > 0) {
        const labels = canned.value.variables
          .filter(({ name }) => filled.missing.includes(name))
          .map(({ label }) => label);
        tellFault(words.value.composing.missing(labels));
      }
      return filled.text;
    },
  };
}

/** `@`: colleagues who are to read a note. `named` keeps who was chosen, by name. */
export function useColleagueSource(named: Map<string, string>, enabled: () => boolean): Source {
  const { api, session } = useConsole();
  return {
    sign: "@",
    title: () => words.value.composing.mention,
    none: () => words.value.composing.mentionNone,
    enabled,
    read: () => readColleagues(api),
    find: (typed) =>
      colleagues.value
        .filter((each) => each.active && each.id !== session.me.value?.id)
        .filter((each) => `${each.display_name} ${each.username}`.includes(typed))
        .map((each) => ({
          id: each.id,
          label: each.display_name,
          note: each.present ? words.value.composing.here : words.value.composing.away,
        })),
    take: async ({ id, label }) => {
      named.set(label, id);
      return `@${label} `;
    },
  };
}
