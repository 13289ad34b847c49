export const importing = {
  title: "导入",
  export: "导出",
  note: "用 Excel 或 CSV 文件批量新增和更新。选好文件后先逐行检查，确认了才写入。",
  template: "下载空白模板",
  choose: "选择 .xlsx 或 .csv 文件，最大 10 MB",
  checking: "正在逐行检查…",
  sum: (lines: number, added: number, changed: number, faulty: number): string =>
    `共 ${lines} 行：新增 ${added} 条，更新 ${changed} 条，${faulty} 行有问题`,
  line: (line: number): string => `第 ${line} 行`,
  faults: (count: number): string => `${count} 行有问题，改好后重新选择文件`,
  doubts: "请核对",
  unused: (columns: readonly string[]): string => `这些列用不上：${columns.join("、")}`,
  skip: (count: number): string => `跳过有问题的 ${count} 行，只导入其余的`,
  apply: (count: number): string => (count > 0 ? `导入 ${count} 条` : "导入"),
  done: (count: number): string => `已导入 ${count} 条`,
};
