import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { TooltipProvider } from "../ui/Tooltip";
import { listenForCopies } from "./copying";
import { listenForHotkeys } from "./Hotkeys";
import { makeQueryClient } from "./queryClient";
import { makeRouter } from "./Router";
import "../styles/fonts.css";
import "../styles/tokens.css";
import "../styles/page.css";
import "../styles/print.css";

let leaving = false;
const queries = makeQueryClient(() => {
  const { href, pathname } = router.state.location;
  if (leaving || pathname === "/login") return;
  leaving = true;
  // The pages go first: they cannot be shown without the session that is forgotten next.
  void router.navigate({ to: "/login", search: { from: href, over: true } }).then(() => {
    queries.clear();
    leaving = false;
  });
});
const router = makeRouter(queries);

listenForHotkeys();
listenForCopies();

const element = document.getElementById("app");
if (element !== null) {
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <TooltipProvider>
          <RouterProvider router={router} />
        </TooltipProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
