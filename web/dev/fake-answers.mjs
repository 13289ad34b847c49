// What the fake server says. It exercises every form a message can take; it understands nothing.

/** @param {string} text @returns {{messages: object[], owner?: string}} */
export function answer(text) {
  if (/人工/.test(text))
    return { messages: [{ text: "好的，正在为您转接工作人员。" }], owner: "queue" };
  if (/专利/.test(text))
    return { messages: [{ text: "找到1件，都在有效期内：", cards: [PATENT] }] };
  if (/教授|老师|推荐/.test(text)) {
    return {
      messages: [
        { text: "按您说的难题，先推荐这几位：", cards: [UNIVERSITY, MENTOR], buttons: AFTER },
      ],
    };
  }
  if (/链接/.test(text)) return { messages: [{ text: LINKS }] };
  return {
    messages: [
      { text: "明白了。" },
      { text: "大概准备投入多少预算？说个范围就行。", buttons: BUDGETS },
    ],
  };
}

const LINKS =
  "网页 https://example.org/a?b=1（示例），电话 tel:010-12345678。\n<img src=x onerror=alert(1)> [x](javascript:alert(1)) javascript:alert(1)";

const BUDGETS = [
  { id: "b1", title: "10万元以内" },
  { id: "b2", title: "10万–50万元" },
  { id: "b3", title: "50万元以上" },
  { id: "b4", title: "先不填" },
];

const AFTER = [
  { id: "a1", title: "登记这个需求", style: "primary" },
  { id: "a2", title: "换一批" },
  { id: "a3", title: "都不合适" },
];

const UNIVERSITY = {
  kind: "university",
  id: "u1",
  title: "演示理工大学",
  subtitle: "材料成形与控制 · 江苏南京",
  reasons: ["有压铸气孔与真空压铸方向的课题组，对应您说的“气孔超标”", "同在江苏，到您厂约120公里"],
  facts: {
    所在地: "江苏南京",
    合作方式: "委托开发、合作开发、共建",
    平台: "轻合金精密成形工程研究中心（演示）",
  },
  buttons: [
    { id: "u1-contact", title: "请帮我联系" },
    { id: "u1-why", title: "换个离得近的" },
  ],
  demo: true,
};

const MENTOR = {
  kind: "mentor",
  id: "m1",
  title: "演示导师甲（教授）",
  subtitle: "演示理工大学 · 压铸工艺与缺陷控制",
  reasons: ["近三年为4家压铸企业做过气孔治理", "目前还可接1家企业"],
  facts: { 方向: "真空压铸、模流分析", 可服务: "一对一咨询、到厂指导" },
  buttons: [{ id: "m1-contact", title: "想请这位导师" }],
  demo: true,
};

const PATENT = {
  kind: "patent",
  id: "p1",
  title: "一种焊接机器人焊缝跟踪装置（演示）",
  subtitle: "发明专利 · 演示工业大学",
  reasons: ["用于焊接机器人，与您的用途一致", "许可费3万元，在您的5万元以内"],
  facts: {
    专利号: "演示-0001",
    许可费: "一次总付3万元",
    许可期限: "至2028-06-30",
    许可地域: "全国",
  },
  buttons: [{ id: "p1-how", title: "怎么办理许可" }],
  demo: true,
};
