import type { Schemas } from "./api";

export type Need = Schemas["NeedView"];

/** A need as it stands in the fields of a form: texts, so that half-typed figures are no fault. */
export interface NeedForm {
  problem: string;
  detail: string;
  metrics: { text: string; role: "current" | "target" | "condition" }[];
  industry: string;
  region: string;
  mode: string;
  budgetMin: string;
  budgetMax: string;
  budgetApprox: boolean;
  deadlineText: string;
  deadlineFrom: string;
  deadlineBy: string;
  company: string;
  uscc: string;
  qualifications: { name: string; status: "有效" | "申报中" | "过期" }[];
  public_summary: string;
  confidential: string;
}

export type FieldName = keyof NeedForm;

export function formOf(need: Need): NeedForm {
  return {
    problem: need.problem ?? "",
    detail: need.detail ?? "",
    metrics: need.metrics.map(({ text, role }) => ({ text, role })),
    industry: need.industry?.code ?? "",
    region: need.region?.code ?? "",
    mode: need.mode ?? "",
    budgetMin: figure(need.budget?.min),
    budgetMax: figure(need.budget?.max),
    budgetApprox: need.budget?.approx ?? false,
    deadlineText: need.deadline?.text ?? "",
    deadlineFrom: need.deadline?.from ?? "",
    deadlineBy: need.deadline?.by ?? "",
    company: need.company ?? "",
    uscc: need.uscc ?? "",
    qualifications: need.qualifications.map(({ name, status }) => ({
      name,
      status: status === "申报中" || status === "过期" ? status : "有效",
    })),
    public_summary: need.public_summary ?? "",
    confidential: need.confidential ?? "",
  };
}

function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

/** The fields in which two forms differ. */
export function changed(form: NeedForm, base: NeedForm): readonly FieldName[] {
  return (Object.keys(base) as FieldName[]).filter(
    (name) => JSON.stringify(tidy(form[name])) !== JSON.stringify(tidy(base[name])),
  );
}

function tidy(value: NeedForm[FieldName]): unknown {
  if (typeof value === "string") return value.trim();
  return Array.isArray(value) ? value.filter((each) => Object.values(each)[0]?.trim()) : value;
}

export type Whole = { readonly figure: number | null } | "unreadable";

/** Whole units of money: 500000, 500,000, 50万, 1.5 亿. Empty is an open end. */
export function readMoney(text: string): Whole {
  const plain = text.replace(/[,，\s元¥￥]/g, "");
  if (plain === "") return { figure: null };
  const found = /^(\d+(?:\.\d+)?)(万|亿|[wW])?$/.exec(plain);
  if (found === null) return "unreadable";
  const unit = { 万: 1e4, w: 1e4, W: 1e4, 亿: 1e8 }[found[2] ?? ""] ?? 1;
  const value = Math.round(Number(found[1]) * unit);
  return Number.isSafeInteger(value) ? { figure: value } : "unreadable";
}

const SMALL = 1_000;

/** A sum that is too small for any contract: it was perhaps meant in 万. */
export function smallSum(text: string): number | undefined {
  const read = readMoney(text);
  if (read === "unreadable" || read.figure === null || read.figure >= SMALL) return undefined;
  return read.figure > 0 ? read.figure : undefined;
}

type Edit = Partial<Omit<Schemas["NeedEdit"], "updated_at">>;

const BUDGET: readonly FieldName[] = ["budgetMin", "budgetMax", "budgetApprox"];
const DEADLINE: readonly FieldName[] = ["deadlineText", "deadlineFrom", "deadlineBy"];

/** What to send for the fields that were changed. Throws `RangeError` where a figure is none. */
export function editOf(form: NeedForm, names: readonly FieldName[], currency: string): Edit {
  const edit: Record<string, unknown> = {};
  for (const name of names) {
    if (BUDGET.includes(name)) edit.budget = budgetOf(form, currency);
    else if (DEADLINE.includes(name)) edit.deadline = deadlineOf(form);
    else if (name === "metrics") edit.metrics = form.metrics.filter((each) => each.text.trim());
    else if (name === "qualifications") {
      edit.qualifications = form.qualifications.filter((each) => each.name.trim());
    } else edit[name] = String(form[name]).trim() || null;
  }
  return edit as Edit;
}

function budgetOf(form: NeedForm, currency: string): unknown {
  const [min, max] = [readMoney(form.budgetMin), readMoney(form.budgetMax)];
  if (min === "unreadable" || max === "unreadable") throw new RangeError("budget");
  if (min.figure === null && max.figure === null) return null;
  return { min: min.figure, max: max.figure, currency, approx: form.budgetApprox };
}

function deadlineOf(form: NeedForm): unknown {
  const text = form.deadlineText.trim() || null;
  const [from, by] = [form.deadlineFrom || null, form.deadlineBy || null];
  return text === null && from === null && by === null ? null : { text, from, by };
}

export interface Merged {
  readonly form: NeedForm;
  /** Changed here and elsewhere: the form keeps what was typed, and the writer is told. */
  readonly conflicts: readonly FieldName[];
}

/** The need has changed while somebody edits it: untouched fields follow, touched ones stay. */
export function merge(form: NeedForm, base: NeedForm, fresh: NeedForm): Merged {
  const mine = new Set(changed(form, base));
  const theirs = new Set(changed(fresh, base));
  const differing = new Set(changed(form, fresh));
  const merged: NeedForm = structuredCloned(fresh);
  for (const name of mine) Object.assign(merged, { [name]: form[name] });
  const conflicts = [...mine].filter((name) => theirs.has(name) && differing.has(name));
  return { form: merged, conflicts };
}

/** Forms are plain data; `structuredClone` refuses Vue's proxies. */
export function structuredCloned<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
