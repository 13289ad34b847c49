export const schedule = {
  title: "日程",
  note: "合同节点和到期、揭榜截止、许可备案：什么时候该办什么",
  kind: "类别",
  anyKind: "全部类别",
  kinds: {
    milestone: "节点",
    contract_end: "合同到期",
    bids: "揭榜截止",
    filing: "许可备案",
  },
  spans: {
    overdue: "已过期",
    week: "七天内",
    month: "一个月内",
    later: "以后",
    undated: "没定日期",
  },
  none: "没有要到期的",
  noneNote: "合同里写了节点、榜单定了截止日、许可生效以后，这里就有。",
  away: (days: number): string => {
    if (days === 0) return "今天";
    return days > 0 ? `还有 ${days} 天` : `过了 ${-days} 天`;
  },
};
