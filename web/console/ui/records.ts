import { words } from "../words";

/** What somebody did, in words: the audit and a need's history name acts alike. */
export function actName(code: string): string {
  const { audit, needs } = words.value;
  return (audit.actions[code] ?? needs.events[code] ?? code).trim();
}

/** Every act that may be on record, by its code. */
export function allActs(): readonly (readonly [code: string, name: string])[] {
  const { audit, needs } = words.value;
  const codes = new Set([...Object.keys(audit.actions), ...Object.keys(needs.events)]);
  return [...codes].map((code) => [code, actName(code)] as const);
}

/** A state of a thing of this kind; of whatever else is on record, the word for its value. */
export function stateName(kind: string, code: string): string {
  const { audit, domain, needs, programme } = words.value;
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    need: domain.states,
    bid: programme.bidStates,
    introduction: needs.introductionStates,
    licence: programme.licenceStates,
  };
  return (known[kind] ?? audit.values)[code] ?? code;
}
