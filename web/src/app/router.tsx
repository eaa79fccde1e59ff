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
import { validateListSearch } from "../conversations/search";
import LogsPage from "../logs/LogsPage";
import { validateLogsSearch } from "../logs/search";
import { validateReviewSearch } from "../review/search";
import { NotFound, RouteError } from "./errorBoundary";
import HomePage from "./HomePage";
import LoginPage from "./LoginPage";
import { sessionQuery } from "./session";
import { fromAddress, toAddress } from "./sharing";
import { Shell } from "./shell";

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

const home = createRoute({ getParentRoute: () => app, path: "/", component: HomePage });

const conversations = createRoute({
  getParentRoute: () => app,
  path: "/$project/conversations",
  component: ConversationsPage,
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
  validateSearch: validateReviewSearch,
});

const routes = root.addChildren([login, app.addChildren([home, conversations, logs, review])]);

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
