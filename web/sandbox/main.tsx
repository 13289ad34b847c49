import { render } from "preact";
import { sandboxWords as words } from "../shared/words/sandbox";
import { Line } from "./core/line";
import "./phone.css";
import "./panel.css";
import { App } from "./view/app";

const root = document.getElementById("app");
if (root !== null) {
  const line = new Line(localStorage, words.nickname, (picture) => {
    render(<App line={line} picture={picture} />, root);
  });
  void line.open();
}
