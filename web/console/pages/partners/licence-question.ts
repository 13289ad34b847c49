import type { Schemas } from "../../core/api";
import { chinaToday } from "../../core/times";
import type { Question } from "../../ui/asking";
import { words } from "../../words";

/** What is asked before a step of a licence is taken on the day `on`, empty for today. */
export function questionOf(
  licence: Schemas["TakenLicence"],
  move: string,
  on: string,
): Question | undefined {
  const { partners } = words.value;
  const text = partners.licenceAsks[move];
  if (text === undefined) return undefined;
  return {
    text,
    facts: [
      [partners.on, on || chinaToday()],
      [partners.notified, licence.notified_on],
      [partners.effective, licence.effective_on],
      [partners.filed, licence.filed_on],
    ],
  };
}
