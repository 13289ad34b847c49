/** Signing in by the institution's single sign-on, and binding it. */
export const identity = {
  enter: (name: string): string => name,
  note: "绑定后，可以用它登录工作台。开了两步验证的，仍要输入验证器上的数字。",
  bind: "去绑定",
  bound: "绑定好了，以后可以用它登录",
  unbindAsk: "解除后，不能再用它登录工作台。确定吗？",
  tag: "统一登录",
  freeAsk: (name: string): string => `确定解除${name}绑定的统一登录吗？`,
  notLetIn: (reason: string): string => REASONS[reason] ?? "没有登录成功，请再试一次。",
};

const REASONS: Readonly<Record<string, string>> = {
  state: "这次登录不是从这个浏览器发起的，或已经过期、用过了。请再点一次。",
  denied: "那边没有同意登录，请再点一次，或用密码登录。",
  used: "这次登录已经用过或失效，请再点一次。",
  unbound: "这个账号没有绑定工作台。请先用密码登录，在“设置 → 我的账号”里绑定。",
  taken: "它已经绑定了另一个工作台账号，请先在那个账号里解除绑定。",
  failed: "统一登录暂时没有回应，请稍后再试，或用密码登录。",
};
