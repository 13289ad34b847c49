import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import { BarChart, LineChart } from "echarts/charts";
import type {
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
} from "echarts/components";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
} from "echarts/components";
import { type ComposeOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

// Only what these pages draw, so that no more is shipped.
use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  LegendComponent,
  LineChart,
  TooltipComponent,
]);

export type Option = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
>;

/**
 * A chart in `place`. The library empties the element by assigning an empty text to `innerHTML`,
 * which the page's policy refuses from anybody: here the element is emptied without it.
 */
export function startChart(place: HTMLElement): ReturnType<typeof init> {
  Object.defineProperty(place, "innerHTML", {
    configurable: true,
    set: (html: string) => {
      if (html !== "") throw new TypeError("a chart writes no HTML");
      place.replaceChildren();
    },
  });
  return init(place);
}

/** One row of names and values for each thing that is drawn. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface Figures {
  readonly keys: readonly string[];
  readonly series: readonly Series[];
}

const style = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function base(figures: Figures): Option {
  const ink = style("--ink-soft");
  return {
    color: ["--accent", "--chart-2", "--chart-3"].map(style),
    textStyle: { fontFamily: style("--font") },
    aria: { enabled: true },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    grid: {
      left: 8,
      right: 12,
      top: figures.series.length > 1 ? 36 : 12,
      bottom: 4,
      containLabel: true,
    },
    ...(figures.series.length > 1
      ? { legend: { top: 0, right: 0, textStyle: { color: ink }, itemHeight: 10, itemWidth: 14 } }
      : {}),
    // Drawn on the canvas: the page's policy lets no script make HTML.
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
  };
}

const axis = () => ({
  axisLabel: { color: style("--ink-soft"), hideOverlap: true },
  axisLine: { lineStyle: { color: style("--line-strong") } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: style("--line") } },
});

/** How figures went from day to day. */
export function overTime(figures: Figures, kind: "line" | "bar"): Option {
  return {
    ...base(figures),
    xAxis: { type: "category", data: figures.keys.map((day) => day.slice(5)), ...axis() },
    yAxis: { type: "value", minInterval: 1, ...axis() },
    series: figures.series.map(({ name, values }) =>
      kind === "line"
        ? {
            type: "line",
            name,
            data: [...values],
            showSymbol: values.length < 15,
            smooth: 0.25,
            connectNulls: true,
          }
        : {
            type: "bar",
            name,
            data: [...values],
            barMaxWidth: 18,
            itemStyle: { borderRadius: [3, 3, 0, 0] },
          },
    ),
  };
}

/** How much there is of each, the most at the top. */
export function compared(figures: Figures): Option {
  return {
    ...base(figures),
    xAxis: { type: "value", minInterval: 1, ...axis() },
    yAxis: {
      type: "category",
      inverse: true,
      data: [...figures.keys],
      ...axis(),
      splitLine: { show: false },
    },
    series: figures.series.map(({ name, values }) => ({
      type: "bar",
      name,
      data: [...values],
      barMaxWidth: 16,
      itemStyle: { borderRadius: [0, 3, 3, 0] },
      label: { show: figures.series.length === 1, position: "right", color: style("--ink-soft") },
    })),
  };
}
