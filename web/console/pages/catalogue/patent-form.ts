import type { Schemas } from "../../core/api";
import { readMoney } from "../../core/need-form";
import { Mistyped } from "../../ui/faults";
import { words } from "../../words";

export type Patent = Schemas["PatentView"];
type Body = Schemas["PatentRecord"];
type Declaration = NonNullable<Body["licence"]>;

export const TYPES = ["发明", "实用新型", "外观设计"] as const;
const ONE_SUM: readonly string[] = ["一次总付", "总付额内分期", "入门费+提成"];

export type LicenceForm = ReturnType<typeof licenceForm>;
export type PatentForm = ReturnType<typeof patentForm>;

/** A patent as it stands in the fields of a form; `licensed`: it has a declaration. */
export function patentForm(one: Patent | undefined) {
  return {
    patent_no: one?.patent_no ?? "",
    title: one?.title ?? "",
    abstract: one?.abstract ?? "",
    keywords: [...(one?.keywords ?? [])],
    ipc: one?.ipc ?? "",
    type: (one?.type ?? "发明") as NonNullable<Body["type"]>,
    owner_name: one?.owner_name ?? "",
    university_id: one?.university_id ?? "",
    industry_code: one?.industry_code ?? "",
    granted_on: one?.granted_on ?? "",
    licensed: one === undefined || one.licence !== null,
    licence: licenceForm(one?.licence ?? null),
  };
}

function licenceForm(one: Patent["licence"]) {
  return {
    state: (one?.state ?? "active") as NonNullable<Declaration["state"]>,
    fee_mode: (one?.fee_mode ?? "一次总付") as Declaration["fee_mode"],
    fee_yuan: one?.fee_yuan?.toString() ?? "",
    royalty_percent: one?.royalty_percent?.toString() ?? "",
    royalty_base: one?.royalty_base ?? "",
    stages: (one?.stages ?? []).map(({ from_year, yuan }) => ({
      from_year: String(from_year),
      yuan: String(yuan),
    })),
    pay_after_use: one?.pay_after_use ?? false,
    text: one?.text ?? "",
    area: one?.area ?? "全国",
    term_from: one?.term_from ?? "",
    term_to: one?.term_to ?? "",
    source: one?.source ?? "",
  };
}

/** What is asked for by this way of paying. What is there already is shown too, asked for or not. */
export function feesOf({ fee_mode, fee_yuan, royalty_percent, stages }: LicenceForm) {
  return {
    sum: ONE_SUM.includes(fee_mode) || fee_yuan !== "",
    royalty: fee_mode.includes("提成") || royalty_percent !== "",
    stages: fee_mode === "分阶段" || stages.length > 0,
  };
}

/** As the server takes it. Throws `Mistyped`. */
export function patentBody({ licensed, licence, ...patent }: PatentForm): Body {
  return {
    ...patent,
    university_id: patent.university_id || null,
    industry_code: patent.industry_code || null,
    granted_on: patent.granted_on || null,
    licence: licensed ? declaration(licence) : null,
  };
}

function declaration(form: LicenceForm): Declaration {
  return {
    ...form,
    fee_yuan: yuan("licence.fee_yuan", form.fee_yuan),
    royalty_percent: number("licence.royalty_percent", form.royalty_percent),
    royalty_base: form.royalty_base || null,
    stages: form.stages.map((stage) => ({
      from_year: given(number("licence.stages", stage.from_year)),
      yuan: given(yuan("licence.stages", stage.yuan)),
    })),
    term_from: form.term_from || null,
    term_to: form.term_to || null,
  };
}

function given(value: number | null): number {
  if (value === null) throw new Mistyped("licence.stages", words.value.editing.stageFault);
  return value;
}

function yuan(field: string, text: string): number | null {
  const read = readMoney(text);
  if (read === "unreadable") throw new Mistyped(field, words.value.programme.moneyFault);
  return read.figure;
}

function number(field: string, text: string): number | null {
  if (text.trim() === "") return null;
  const value = Number(text.trim().replace(/%$/, ""));
  if (Number.isNaN(value)) throw new Mistyped(field, words.value.editing.numberFault);
  return value;
}
