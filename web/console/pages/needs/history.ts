import type { Schemas } from "../../core/api";
import { colleagueName } from "../../state/colleagues";
import { actName, stateName } from "../../ui/records";
import { words } from "../../words";

type Event = Schemas["NeedEventView"];
type Detail = Schemas["NeedDetail"];
/** Acts that change who answers for a need. */
const HANDED = new Set(["need_taken", "need_given", "need_without_handler"]);

/** A line of a need's history in words; what there is nothing to say about is empty. */
export interface Step {
  readonly at: string;
  readonly who: string;
  readonly act: string;
  readonly about: string;
  readonly change: string;
  readonly reason: string;
}

/** `need`: to call what hangs on it by its name. */
export function stepOf(event: Event, need: Detail): Step {
  return {
    at: event.at,
    who: whoOf(event),
    act: actName(event.event),
    about: aboutOf(event, need),
    change: changeOf(event),
    reason: reasonOf(event),
  };
}

function whoOf({ actor, actor_name }: Event): string {
  const kind = actor.split(":")[0] ?? actor;
  return actor_name ?? words.value.needs.by[kind] ?? actor;
}

function aboutOf({ event, data }: Event, need: Detail): string {
  if (event === "alike") return String(data.number);
  if (Array.isArray(data.fields)) return fieldNames(data.fields);
  return handlersIn(event, data) ?? nameOf(data, need) ?? "";
}

/** Who answers for it now, after whom. */
function handlersIn(event: string, data: Event["data"]): string | undefined {
  if (!HANDED.has(event)) return undefined;
  const names = [data.before_staff, data.staff].map((id) =>
    typeof id === "string" ? colleagueName(id) : "",
  );
  // Of who takes what was nobody's, the line says the name already.
  if (event === "need_taken" && names[0] === "") return "";
  return names.filter(Boolean).join(" → ");
}

function fieldNames(fields: readonly unknown[]): string {
  const { domain } = words.value;
  return fields.map((each) => domain.fields[String(each)] ?? String(each)).join("、");
}

/** Whom or what it was done to; nothing where that is gone. */
function nameOf(data: Event["data"], need: Detail): string | undefined {
  if (data.bid_id !== undefined) return need.bids.find(({ id }) => id === data.bid_id)?.bidder;
  if (data.introduction_id !== undefined) {
    return need.introductions.find(({ id }) => id === data.introduction_id)?.receiver;
  }
  if (data.patent_id !== undefined) {
    const licence = need.licences.find(({ patent_id }) => patent_id === data.patent_id);
    return [licence?.patent_title, data.on].filter(Boolean).join(" · ");
  }
  const { kind, item_id } = data;
  return need.suggestions.find((each) => each.kind === kind && each.item_id === item_id)?.title;
}

function changeOf({ event, data }: Event): string {
  if (typeof data.before !== "string" || typeof data.after !== "string") return "";
  // The names of events begin with what they happened to.
  const of = event.split("_")[0] ?? "";
  return words.value.needs.became(stateName(of, data.before), stateName(of, data.after));
}

function reasonOf({ data }: Event): string {
  if (typeof data.reason === "string") return data.reason;
  const objection = String(data.objection ?? "");
  return words.value.programme.objections[objection] ?? objection;
}
