// @vitest-environment happy-dom

import { afterEach, describe, expect, it } from "vitest";
import { createApp, defineComponent, h, nextTick } from "vue";
import { Problem } from "../core/problem";
import { preferences } from "../state/preferences";
import FormRow from "./FormRow.vue";
import { type Faults, Mistyped, useFaults } from "./faults";

preferences.lang = "zh-CN";
const FIELDS = ["title", "amount_yuan", "budget"];

function refusal(...errors: { field: string; message: string }[]): Problem {
  return new Problem({ code: "bad_request", detail: "有误", errors } as never, 400);
}

/** A form with three fields, as pages have them. */
function mount(): Faults {
  const made: { faults?: Faults } = {};
  const form = defineComponent(() => {
    const faults = useFaults(FIELDS);
    made.faults = faults;
    return () =>
      FIELDS.map((name) =>
        h(
          FormRow,
          { label: name, fault: faults.faults.value.get(name) },
          { default: () => h("input", { name }) },
        ),
      );
  });
  createApp(form).mount(document.body.appendChild(document.createElement("div")));
  return made.faults as Faults;
}

async function settle(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await nextTick();
}

const focused = (): string | null => document.activeElement?.getAttribute("name") ?? null;

afterEach(() => {
  document.body.replaceChildren();
});

describe("what is wrong with single fields", () => {
  it("stands at each field, and the first of the page has the keyboard", async () => {
    const faults = mount();
    faults.refuse(
      refusal(
        { field: "budget.min", message: "太大" },
        { field: "amount_yuan", message: "应为整数" },
      ),
    );
    await settle();
    const told = [...document.querySelectorAll("[role=alert]")].map((each) => each.textContent);
    expect(told).toEqual(["应为整数", "太大"]);
    expect(focused()).toBe("amount_yuan");
    const control = document.querySelector("[name=amount_yuan]");
    const by = control?.getAttribute("aria-describedby") ?? "";
    expect(control?.getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(by)?.textContent).toBe("应为整数");
  });

  it("is pointed at again when it stands again, and goes when it is right", async () => {
    const faults = mount();
    faults.refuse(new Mistyped("title", "写清楚"));
    await settle();
    document.querySelector<HTMLElement>("[name=budget]")?.focus();
    await faults.clear();
    expect(document.querySelector("[aria-invalid]")).toBeNull();
    faults.refuse(new Mistyped("title", "写清楚"));
    await settle();
    expect(focused()).toBe("title");
  });

  it("is told beside the page where it belongs to no field of the form", async () => {
    const faults = mount();
    faults.refuse(refusal({ field: "elsewhere", message: "不行" }));
    await settle();
    expect(faults.faults.value.size).toBe(0);
    expect(document.querySelector(".el-message")?.textContent).toContain("有误");
  });
});
