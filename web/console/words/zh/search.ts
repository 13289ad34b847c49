export const search = {
  title: "搜索消息",
  placeholder: "搜索所有会话里说过的话",
  hint: "几个词用空格隔开，每个词都要出现。",
  authors: { user: "企业主", bot: "机器人", staff: "工作人员" },
  anyone: "不限",
  from: "谁说的",
  none: "没有找到",
  noneNote: "换一个词，或少写几个字再试。",
  start: "输入要找的字词",
  more: "更多结果",
  command: (typed: string): string => `搜索消息：${typed}`,
  within: "搜索消息",
};
