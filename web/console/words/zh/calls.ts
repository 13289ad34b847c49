export const calls = {
  queued: (who: string): string => `${who}在等人工`,
  urgent: (who: string): string => `${who}在等人工（优先）`,
  wrote: (who: string): string => `${who}发来消息`,
  given: (who: string): string => `${who}转给了您`,
  mentioned: "同事在备注里提到了您",
  sound: "提示音",
  notices: "桌面通知",
  callMe: "有人等时，响铃并弹通知叫我",
  refused: "浏览器不允许通知，请在地址栏左侧的网站设置里打开",
};
