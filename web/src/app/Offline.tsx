import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError } from "../api/error";
import { Button } from "../ui/Button";
import { Time } from "../ui/Time";
import styles from "./Offline.module.css";

/** Returns since when no answer comes, judged by the requests themselves; null while the server answers. */
export function useOfflineSince(): string | null {
  const queries = useQueryClient();
  const [since, setSince] = useState<string | null>(null);
  useEffect(() => {
    // A page that asks for nothing would otherwise not notice.
    const notice = (): void => setSince((before) => before ?? new Date().toISOString());
    const ask = (): void => void queries.refetchQueries({ type: "active" });
    window.addEventListener("offline", notice);
    window.addEventListener("online", ask);
    return () => {
      window.removeEventListener("offline", notice);
      window.removeEventListener("online", ask);
    };
  }, [queries]);
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        if (event.type !== "updated") return;
        const { action } = event;
        if (action.type === "success" && action.manual !== true) setSince(null);
        if (action.type !== "error" && action.type !== "failed") return;
        if (action.error instanceof ApiError && action.error.away) {
          setSince((before) => before ?? new Date().toISOString());
        }
      }),
    [queries],
  );
  return since;
}

/** Says that what is on screen is old, and since when. */
export function OfflineBar() {
  const since = useOfflineSince();
  const queries = useQueryClient();
  useEffect(() => {
    if (since === null) return;
    const timer = setInterval(() => void queries.refetchQueries({ type: "active" }), RETRY_MS);
    return () => clearInterval(timer);
  }, [since, queries]);
  return (
    <div role="status" className={since === null ? undefined : styles["bar"]}>
      {since === null ? null : (
        <>
          <span>
            The server has not answered since <Time value={since} />. What you see is from before.
          </span>
          <Button variant="quiet" onClick={() => void queries.refetchQueries({ type: "active" })}>
            Try now
          </Button>
        </>
      )}
    </div>
  );
}

const RETRY_MS = 5_000;
