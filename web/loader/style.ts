/**
 * Lives in a shadow root, out of reach of the host page's rules; those for the host element itself
 * lose against what is important in here, be they important or not. The panel floats, fills a phone's
 * screen, or (`.inline`, from 900 px) stands in the page where the host put it.
 */
const STYLE = `
:host{all:initial!important}
:host(.inline){display:block!important;height:100%!important}
*{box-sizing:border-box}
button{position:fixed;bottom:calc(20px + env(safe-area-inset-bottom));right:20px;z-index:2147483000;
 display:flex;align-items:center;gap:8px;min-height:52px;padding:0 20px;border:0;border-radius:26px;
 background:var(--accent,#1d5c9b);color:var(--on-accent,#fff);cursor:pointer;box-shadow:0 3px 14px rgb(0 0 0/25%);
 font:600 16px/1.2 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
button:focus-visible{outline:3px solid var(--on-accent,#fff);outline-offset:-6px}
.left button{right:auto;left:20px}
.badge{min-width:22px;padding:2px 6px;border-radius:11px;background:#c62a1f;color:#fff;font-size:13px;text-align:center;
 box-shadow:0 0 0 2px #fff}
.panel{position:fixed;z-index:2147483001;right:20px;bottom:calc(20px + env(safe-area-inset-bottom));
 width:var(--frontdesk-width,400px);height:var(--frontdesk-height,640px);max-width:calc(100vw - 40px);max-height:calc(100vh - 40px);overflow:hidden;
 border-radius:14px;background:Canvas;box-shadow:0 8px 40px rgb(0 0 0/30%)}
.left .panel{right:auto;left:20px}
iframe{display:block;width:100%;height:100%;border:0}
.waiting{opacity:0}
.inline{height:100%}
p{margin:0;padding:32px 24px;font:16px/2 system-ui,-apple-system,"PingFang SC","Microsoft YaHei",sans-serif;color:CanvasText}
a{display:block;color:LinkText}
[hidden]{display:none!important}
@media (max-width:480px){
 .panel,.left .panel{left:0;right:0;top:var(--top,0);bottom:auto;width:100%;max-width:none;
  height:100vh;height:var(--height,100dvh);max-height:none;border-radius:0}
}
@media (min-width:900px){
 .inline .panel{position:static;width:100%;height:100%;max-width:none;max-height:none;box-shadow:none;border-radius:0}
 .inline>button,.inline p a+a{display:none}
}`;

/** A host page's policy may forbid style elements; a constructed sheet is not one. */
export function addStyle(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = STYLE;
    shadow.append(style);
  }
}
