export const learning = {
  title: "学习",
  note: "机器人没读懂或没把握的消息。标好以后，重新训练时会学进去",
  states: { open: "待标注", labelled: "已标注", dismissed: "不用学" },
  none: {
    open: "都标完了",
    labelled: "还没有标注过的消息",
    dismissed: "还没有跳过的消息",
  },
  asked: "机器人刚说",
  readAs: "机器人读成",
  nothingRead: "没读出来",
  purpose: "其实是什么意思",
  label: "标注",
  dismiss: "不用学",
  see: "看会话",
  by: (name: string): string => `${name}标注`,
  taught: "已学进训练数据",
};
