/** Every page: its path, its typed search, and the part that is loaded when one goes there. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent as lazily,
  Outlet,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import { currentToken } from "../api/token";
import { Failed } from "./Failed";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";
import { SignedIn, SignIn } from "./SignIn";
import * as searches from "./searches";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: searches.signIn,
  component: SignIn,
});

const signedIn = createRoute({ getParentRoute: () => root, path: "/signed-in", component: SignedIn });

const inside = createRoute({
  getParentRoute: () => root,
  id: "in",
  beforeLoad: ({ location }) => {
    if (currentToken() !== null) return;
    throw redirect({ to: "/sign-in", search: { return_to: location.href } });
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: lazily(() => import("../features/home/Databases"), "Databases"),
});

const me = lazily(() => import("../features/settings/Me"), "Me");
const you = createRoute({ getParentRoute: () => inside, path: "/me", component: me });

/** Links from before its parts had paths of their own still lead there. */
const toOperations = createRoute({
  getParentRoute: () => inside,
  path: "/ops",
  validateSearch: searches.ops,
  beforeLoad: ({ search: { view = "health", span } }) => {
    throw redirect({ to: "/ops/$view", params: { view }, search: { span }, replace: true });
  },
});

const operations = createRoute({
  getParentRoute: () => inside,
  path: "/ops/$view",
  params: { parse: searches.opsView, stringify: ({ view }) => ({ view }) },
  validateSearch: searches.spanned,
  // Its parts share what is paused.
  remountDeps: () => "operations",
  component: lazily(() => import("../features/operations/Operations"), "Operations"),
});

const db = createRoute({ getParentRoute: () => inside, path: "/db/$db", component: Outlet });

const overviewPage = lazily(() => import("../features/home/Overview"), "Overview");
const overview = createRoute({ getParentRoute: () => db, path: "/", component: overviewPage });

const explore = createRoute({
  getParentRoute: () => db,
  path: "explore",
  validateSearch: searches.explore,
  component: lazily(() => import("../features/explore/Explore"), "Explore"),
});

const newInstancePage = lazily(() => import("../features/instance/NewInstance"), "NewInstance");
const newInstance = createRoute({ getParentRoute: () => db, path: "new/$class", component: newInstancePage });

const instance = createRoute({
  getParentRoute: () => db,
  path: "i/$class/$id",
  validateSearch: searches.instance,
  component: lazily(() => import("../features/instance/Instance"), "Instance"),
});

const ontology = createRoute({
  getParentRoute: () => db,
  path: "ontology",
  validateSearch: searches.ontology,
  component: lazily(() => import("../features/ontology/Ontology"), "Ontology"),
});

const changes = createRoute({
  getParentRoute: () => db,
  path: "changes",
  validateSearch: searches.changes,
  component: lazily(() => import("../features/changes/Changes"), "Changes"),
});

const commitPage = lazily(() => import("../features/changes/CommitPage"), "CommitPage");
const commit = createRoute({ getParentRoute: () => db, path: "commits/$commit", component: commitPage });

const diff = createRoute({
  getParentRoute: () => db,
  path: "diff",
  validateSearch: searches.diff,
  component: lazily(() => import("../features/changes/DiffPage"), "DiffPage"),
});

const pull = createRoute({
  getParentRoute: () => db,
  path: "pulls/$number",
  validateSearch: searches.pull,
  component: lazily(() => import("../features/changes/PullRequest"), "PullRequest"),
});

const importsPage = lazily(() => import("../features/imports/Imports"), "Imports");
const imports = createRoute({ getParentRoute: () => db, path: "imports", component: importsPage });

const newImport = createRoute({
  getParentRoute: () => db,
  path: "imports/new",
  validateSearch: searches.newImport,
  component: lazily(() => import("../features/imports/NewImport"), "NewImport"),
});

const sheetsPage = lazily(() => import("../features/imports/sheets/Sheets"), "Sheets");
const sheets = createRoute({ getParentRoute: () => db, path: "imports/sheets", component: sheetsPage });

const importingPage = lazily(() => import("../features/imports/ImportPage"), "ImportPage");
const importing = createRoute({ getParentRoute: () => db, path: "imports/$id", component: importingPage });

const activity = createRoute({
  getParentRoute: () => db,
  path: "activity",
  validateSearch: searches.activity,
  component: lazily(() => import("../features/activity/Activity"), "Activity"),
});

const settings = createRoute({
  getParentRoute: () => db,
  path: "settings",
  validateSearch: searches.settings,
  component: lazily(() => import("../features/settings/Settings"), "Settings"),
});

const tree = root.addChildren([
  signIn,
  signedIn,
  inside.addChildren([
    home,
    you,
    toOperations,
    operations,
    db.addChildren([
      overview,
      explore,
      newInstance,
      instance,
      ontology,
      changes,
      commit,
      diff,
      pull,
      imports,
      newImport,
      sheets,
      importing,
      activity,
      settings,
    ]),
  ]),
]);

export function makeRouter(history?: RouterHistory) {
  return createRouter({
    ...(history && { history }),
    routeTree: tree,
    defaultErrorComponent: Failed,
    // Of another instance, pull request or import nothing of this page stays, least of all what is being typed.
    defaultRemountDeps: ({ params }) => params,
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
