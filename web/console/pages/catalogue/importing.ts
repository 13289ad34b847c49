import { computed, ref, shallowRef } from "vue";
import { type Api, ask, type Schemas } from "../../core/api";

export const KINDS = ["universities", "mentors", "patents", "platforms"] as const;
export type Kind = (typeof KINDS)[number];

const PATHS = {
  universities: "/api/v1/universities/import",
  mentors: "/api/v1/mentors/import",
  patents: "/api/v1/patents/import",
  platforms: "/api/v1/platforms/import",
} as const;

/** A file of the catalogue: checked as soon as it is chosen, stored when somebody says so. */
export function useImporting(api: Api, kind: Kind) {
  const file = shallowRef<File>();
  const report = shallowRef<Schemas["ImportReport"]>();
  const skipFaults = ref(false);
  const busy = ref(false);
  const brings = computed(() => (report.value?.added ?? 0) + (report.value?.changed ?? 0));
  const ready = computed(
    () => brings.value > 0 && (report.value?.fault_count === 0 || skipFaults.value),
  );

  async function send(query: { apply: boolean; skip_faults: boolean }): Promise<void> {
    if (file.value === undefined || busy.value) return;
    const form = new FormData();
    form.append("file", file.value);
    busy.value = true;
    try {
      const params = { query };
      const body = { file: file.value.name };
      report.value = await ask(api.POST(PATHS[kind], { params, body, bodySerializer: () => form }));
    } finally {
      busy.value = false;
    }
  }

  function check(chosen: File): Promise<void> {
    file.value = chosen;
    report.value = undefined;
    skipFaults.value = false;
    return send({ apply: false, skip_faults: false });
  }

  /** False where the catalogue changed meanwhile and the file no longer fits: then see the report. */
  async function store(): Promise<boolean> {
    await send({ apply: true, skip_faults: skipFaults.value });
    return report.value?.applied ?? false;
  }

  return { file, report, skipFaults, busy, brings, ready, check, store };
}
