import { computed } from "vue";
import type { Api } from "../../../core/api";
import { colleagues } from "../../../state/colleagues";
import { labels, readLabels } from "../../../state/labels";
import { useTerms } from "../../../state/terms";
import { tellFailure } from "../../../ui/telling";
import { words } from "../../../words";

export type Channel = "webchat" | "wechat" | "wecom";

/** What cases can be told apart by, as lists to choose from. */
export function useChoices(api: Api) {
  const terms = useTerms(api);
  void readLabels(api).catch(tellFailure);
  return {
    channels: computed(() =>
      Object.entries(words.value.inbox.channels).map(([value, label]) => ({ value, label })),
    ),
    labels: computed(() => labels.value.map(({ id, name }) => ({ value: id, label: name }))),
    regions: computed(() =>
      terms.value.regions.map(({ code, name }) => ({ value: code, label: name ?? code })),
    ),
    industries: computed(() =>
      terms.value.industries.map(({ code, name }) => ({
        value: code,
        label: `${code} ${name ?? ""}`,
      })),
    ),
    staff: computed(() =>
      colleagues.value
        .filter(({ active }) => active)
        .map(({ id, display_name }) => ({ value: id, label: display_name })),
    ),
  };
}
