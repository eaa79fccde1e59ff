import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import ConversationsPage from "../conversations/ConversationsPage";
import { facetsQuery } from "../conversations/facets";
import { validateListSearch } from "../conversations/search";
import LogsPage from "../logs/LogsPage";
import { validateLogsSearch } from "../logs/search";
import { startReading } from "../review/data";
import { validateReviewSearch } from "../review/search";
import { NotFound, RouteError } from "./ErrorBoundary";
import HomePage from "./HomePage";
import LoginPage from "./LoginPage";
import { sessionQuery } from "./session";
import { fromAddress, toAddress } from "./sharing";
import { Shell } from "./Shell";

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  errorComponent: RouteError,
  notFoundComponent: () => (
    <main>
      <h1 className="visually-hidden">convlog</h1>
      <NotFound />
    </main>
  ),
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: LoginPage,
  validateSearch: (raw: Record<string, unknown>): { from?: string; over?: boolean } => ({
    ...(ownPath(raw["from"]) ? { from: raw["from"] } : {}),
    ...(String(raw["over"]) === "true" ? { over: true } : {}),
  }),
});

const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.query({ ...sessionQuery, staleTime: "static" });
    if (session === null) {
      throw redirect({ to: "/login", search: location.href === "/" ? {} : { from: location.href } });
    }
  },
});

/** Loaders only begin early what a page reads by itself, so a change of the address does not run them again. */
const ONCE = Number.POSITIVE_INFINITY;

const home = createRoute({ getParentRoute: () => app, path: "/", component: HomePage });

const conversations = createRoute({
  getParentRoute: () => app,
  path: "/$project/conversations",
  component: ConversationsPage,
  // The list itself is read by the page, which remembers when it was loaded.
  loader: ({ context, params }) => {
    context.queries.query(facetsQuery(params.project)).catch(() => undefined);
  },
  staleTime: ONCE,
  validateSearch: (raw: Record<string, unknown>) => ({ ...validateListSearch(raw), ...validateReviewSearch(raw) }),
});

const logs = createRoute({
  getParentRoute: () => app,
  path: "/$project/logs",
  component: LogsPage,
  validateSearch: validateLogsSearch,
});

const review = createRoute({
  getParentRoute: () => app,
  path: "/$project/conversations/$id",
  component: lazyRouteComponent(() => import("../review/ReviewRoutePage")),
  // The conversation is read while the page's code is loaded.
  loader: ({ context, params }) => startReading(context.queries, params.project, params.id),
  staleTime: ONCE,
  validateSearch: validateReviewSearch,
});

const guard = createRoute({
  getParentRoute: () => app,
  path: "/$project/guard",
  component: lazyRouteComponent(() => import("../guard/GuardPage")),
});

const routes = root.addChildren([login, app.addChildren([home, conversations, logs, review, guard])]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: routes,
    context: { queries },
    parseSearch: fromAddress,
    stringifySearch: toAddress,
    defaultErrorComponent: RouteError,
    // A page that answers at once shows nothing in between.
    defaultPendingMs: 300,
  });
}

/** Whether a text is a path of this app and not an address elsewhere. */
function ownPath(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("/") && !value.startsWith("//") && !value.includes("\\");
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
