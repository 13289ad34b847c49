import { createRouter, createWebHistory, type Router } from "vue-router";
import type { Role } from "./core/roles";
import type { Session } from "./state/session";
import { entitle } from "./state/waiting";
import { words } from "./words";

declare module "vue-router" {
  interface RouteMeta {
    /** Reached without a sign-in. */
    open?: boolean;
    /** Who may open it; everybody who is signed in where it is left out. */
    roles?: readonly Role[];
    title?: () => string;
  }
}

const IN_CHARGE: readonly Role[] = ["manager", "admin"];
const shell = (): typeof words.value.shell => words.value.shell;

export function buildRouter(session: Session): Router {
  const router = createRouter({
    history: createWebHistory("/console/"),
    routes: [
      {
        path: "/sign-in",
        component: () => import("./pages/sign-in/SignInPage.vue"),
        meta: { open: true, title: () => words.value.signIn.title },
      },
      {
        path: "/invitation",
        component: () => import("./pages/invitation/InvitationPage.vue"),
        meta: { open: true, title: () => words.value.account.link },
      },
      {
        path: "/",
        component: () => import("./shell/ConsoleShell.vue"),
        children: [
          { path: "", redirect: "/inbox" },
          {
            path: "inbox/:id?",
            component: () => import("./pages/inbox/InboxPage.vue"),
            meta: { title: () => shell().inbox },
          },
          {
            path: "search",
            component: () => import("./pages/search/SearchPage.vue"),
            meta: { title: () => words.value.search.title },
          },
          {
            path: "needs/:id?",
            component: () => import("./pages/needs/NeedsPage.vue"),
            meta: { title: () => shell().needs },
          },
          {
            path: "schedule",
            component: () => import("./pages/schedule/SchedulePage.vue"),
            meta: { title: () => words.value.schedule.title },
          },
          { path: "partners", redirect: "/partners/introductions" },
          {
            path: "partners/:kind(introductions|licences)/:id?",
            component: () => import("./pages/partners/PartnersPage.vue"),
            meta: { title: () => words.value.partners.title },
          },
          { path: "catalogue", redirect: "/catalogue/universities" },
          {
            path: "catalogue/:kind(universities|mentors|patents|platforms)/:id?",
            component: () => import("./pages/catalogue/CataloguePage.vue"),
            meta: { title: () => shell().catalogue },
          },
          {
            path: "insights",
            component: () => import("./pages/insights/InsightsPage.vue"),
            meta: { title: () => shell().insights },
          },
          {
            path: "learning",
            component: () => import("./pages/learning/LearningPage.vue"),
            meta: { title: () => words.value.learning.title },
          },
          {
            path: "learning/thesaurus",
            component: () => import("./pages/learning/ThesaurusPage.vue"),
            meta: { title: () => words.value.thesaurus.title },
          },
          {
            path: "audit",
            component: () => import("./pages/audit/AuditPage.vue"),
            meta: { title: () => words.value.audit.title, roles: ["admin"] },
          },
          {
            path: "settings",
            component: () => import("./pages/settings/SettingsPage.vue"),
            meta: { title: () => shell().settings },
          },
          {
            path: "forbidden",
            component: () => import("./shell/ForbiddenPage.vue"),
            meta: { title: () => shell().forbidden },
          },
          {
            path: ":rest(.*)*",
            component: () => import("./shell/MissingPage.vue"),
            meta: { title: () => shell().notFound },
          },
        ],
      },
    ],
  });
  router.beforeEach(async (to) => {
    await session.look();
    if (to.meta.open) return true;
    if (session.me.value === undefined) {
      return { path: "/sign-in", query: to.fullPath === "/" ? {} : { next: to.fullPath } };
    }
    const { roles } = to.meta;
    if (roles === undefined || roles.includes(session.role.value)) return true;
    return { path: "/forbidden", query: { needs: [...roles] }, replace: true };
  });
  router.afterEach((to) => {
    const title = to.meta.title?.();
    entitle(title === undefined ? shell().title : `${title} · ${shell().title}`);
  });
  return router;
}

export { IN_CHARGE };
