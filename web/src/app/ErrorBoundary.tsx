import { Link, useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { ApiError } from "../api/error";
import { EmptyState, ErrorState } from "../ui/State";
import styles from "./Shell.module.css";

/** What a route shows when it failed: the request that brought nothing, or the page itself. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <main className={styles["alone"]}>
      <h1 className="visually-hidden">convlog</h1>
      <Problem error={error} onRetry={retry} />
    </main>
  );
}

/** An error in words: what happened and what to do. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!(error instanceof ApiError)) {
    return (
      <ErrorState title="This page failed" onRetry={onRetry}>
        Nothing is lost: reload to start afresh. If it happens again, this is what to report:{" "}
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </ErrorState>
    );
  }
  if (error.away) {
    return (
      <ErrorState title="The server does not answer" onRetry={onRetry}>
        It may be starting again, or this machine may be offline.
      </ErrorState>
    );
  }
  if (error.status === 403) {
    return (
      <EmptyState title="This key cannot read conversations">
        It has no <code>read</code> permission here. Log in with another key, or ask for one that may read.
      </EmptyState>
    );
  }
  if (error.status === 404) return <NotFound />;
  return (
    <ErrorState title="The request failed" errorId={error.errorId} onRetry={onRetry}>
      The server said: {error.message}.
    </ErrorState>
  );
}

export function NotFound() {
  return (
    <EmptyState title="Nothing here" icon={<SearchX />} actions={<Link to="/">Go to the conversations</Link>}>
      The link may be incomplete, what it led to may have been erased, or this key may not see it.
    </EmptyState>
  );
}
