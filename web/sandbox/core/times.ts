const DAY_MS = 86_400_000;
/** WeChat draws a time line where this long passed between two bubbles. */
export const GAP_MS = 5 * 60_000;

const clock = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
  timeZone: "Asia/Shanghai",
});
const exact = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
  timeZone: "Asia/Shanghai",
});
const day = new Intl.DateTimeFormat("zh-CN", {
  month: "long",
  day: "numeric",
  timeZone: "Asia/Shanghai",
});

/** 14:30 · 昨天 14:30 · 11月20日 14:30, seen from `now`. */
export function timeLine(at: Date, now: Date, yesterday: string): string {
  const time = clock.format(at);
  if (day.format(at) === day.format(now)) return time;
  if (day.format(at) === day.format(new Date(now.getTime() - DAY_MS)))
    return `${yesterday} ${time}`;
  return `${day.format(at)} ${time}`;
}

export function clockTime(at: Date): string {
  return exact.format(at);
}

export function dayAndTime(at: Date): string {
  return `${day.format(at)} ${exact.format(at)}`;
}

/** 47:59:10, or 0:42 below an hour. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}
