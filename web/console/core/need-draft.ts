import { merge, type NeedForm } from "./need-form";

/** Corrections that were typed and not saved: the need they were made on, and how it would become. */
export interface NeedDraft {
  readonly version: string;
  readonly base: NeedForm;
  readonly form: NeedForm;
}

export function written(draft: NeedDraft): string {
  return JSON.stringify(draft);
}

/** Undefined where nothing was kept, or nothing that can be read any more. */
export function readDraft(text: string, fresh: NeedForm): NeedDraft | undefined {
  if (text === "") return undefined;
  try {
    const kept = JSON.parse(text) as Partial<NeedDraft>;
    if (typeof kept.version !== "string" || !kept.base || !kept.form) return undefined;
    // Fields that an older page did not know stand as they are.
    const base = { ...fresh, ...kept.base };
    return { version: kept.version, base, form: { ...base, ...kept.form } };
  } catch {
    return undefined;
  }
}

/** A draft taken up again on the need as it is now, which may have changed meanwhile. */
export function takenUp(
  draft: NeedDraft,
  fresh: NeedForm,
  version: string,
): ReturnType<typeof merge> & { readonly moved: boolean } {
  return { ...merge(draft.form, draft.base, fresh), moved: draft.version !== version };
}
