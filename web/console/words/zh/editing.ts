export const editing = {
  add: "新增",
  edit: "修改",
  remove: "删除",
  titles: {
    add: { mentors: "新增技术导师" },
    edit: { mentors: "修改技术导师" },
  },
  removeAsk: (name: string): string =>
    `确定从目录里删除“${name}”吗？前台不会再推荐，删除后不能恢复。`,
  removed: "已删除",
  demoNote: "这是演示数据，不是真实记录。",
  listNote: "输入一个按一次回车",
  capacity: "最多带几家",
  needed: "请填写这一项",
  refused: "这一项填得不对",
  stale:
    "这条记录刚被别人改过，您的修改还没有保存。您填的内容还在，可以先抄下来，再载入最新内容接着改。",
  reload: "载入最新内容",
};
