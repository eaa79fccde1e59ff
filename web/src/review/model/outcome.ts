// How a function came out, in words. The server judges it, of what this reader sees; nothing is judged anew here.

import type { Outcome } from "../../api/types";
import type { FunctionEvent } from "./shape";

export const OUTCOMES: Readonly<Record<Outcome, string>> = {
  ok: "returned",
  logged_error: "logged an error",
  api_failed: "API failed",
  raised: "raised",
  cancelled: "cancelled",
  unfinished: "never finished",
};

/** Whether the function itself failed: it raised, or never finished. */
export function hasFailed(event: FunctionEvent): boolean {
  return event.outcome === "raised" || event.outcome === "unfinished";
}

/** Who cancelled it, where somebody said so. */
export function cancelledBy(event: FunctionEvent): string | undefined {
  const by = event.fields["cancelled_by"];
  return typeof by === "string" && by !== "" && by !== "unknown" ? by : undefined;
}
