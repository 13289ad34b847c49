import type { Schemas } from "../../core/api";
import { sum } from "../../core/money";

type Licence = Schemas["LicenceView"];

/** A fee in a few words: 免费, 一次总付 5万元, 提成 净销售额的 5%. */
export function feeOf(licence: Licence): string {
  const { fee_mode, fee_yuan, royalty_percent, royalty_base } = licence;
  const parts: string[] = [fee_mode];
  if (fee_yuan !== null && fee_yuan > 0) parts.push(`${sum(fee_yuan)}元`);
  if (royalty_percent !== null) parts.push(`${royalty_base ?? "净销售额"}的 ${royalty_percent}%`);
  return parts.join(" ");
}

/** What is paid from which year on: 第1年起 0元、第2年起 1万元. */
export function stagesOf({ stages }: Licence): string {
  return stages.map(({ from_year, yuan }) => `第${from_year}年起 ${sum(yuan)}元`).join("、");
}

/** Whether the declaration's term is over on that day. */
export function isOver(licence: Licence, now: number): boolean {
  // To the end of the last day, in China.
  return licence.term_to !== null && now >= Date.parse(`${licence.term_to}T24:00:00+08:00`);
}
