import { createApp } from "vue";
import "./styles/element.css";
import "./styles/tokens.css";
import "./styles/base.css";
import ConsoleApp from "./ConsoleApp.vue";
import { createApi } from "./core/api";
import { buildRouter } from "./router";
import { CONSOLE } from "./state/console";
import { Desk } from "./state/desk";
import { applyPreferences } from "./state/preferences";
import { Session } from "./state/session";
import { wordsRead } from "./words";

applyPreferences();
const session = new Session();
const api = createApi(() => session.renew());
session.use(api);
const app = createApp(ConsoleApp)
  .provide(CONSOLE, { api, session, desk: new Desk(session) })
  .use(buildRouter(session));
void wordsRead().then(() => app.mount("#app"));
