import { SearchX } from "lucide-react";
import { Problem } from "../app/ErrorBoundary";
import { ApiError } from "../api/error";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/State";
import { useHotkeys } from "../app/Hotkeys";

export interface ReviewProblemProps {
  error: Error;
  place: "panel" | "page";
  onRetry: () => void;
  onClose: () => void;
}

/** Why there is no conversation to read, and what to do. */
export function ReviewProblem({ error, place, onRetry, onClose }: ReviewProblemProps) {
  useHotkeys("Review", [{ keys: "Escape", does: "Back to the conversations", run: onClose }]);
  if (!(error instanceof ApiError) || error.status !== 404) return <Problem error={error} onRetry={onRetry} />;
  return (
    <EmptyState
      title="There is no such conversation"
      icon={<SearchX />}
      actions={<Button onClick={onClose}>{place === "page" ? "To the conversations" : "Close"}</Button>}
    >
      It may have been erased, it may belong to another project, or the link is not whole.
    </EmptyState>
  );
}
