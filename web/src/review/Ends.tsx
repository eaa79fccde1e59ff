// What stands where the transcript ends: nothing found, more to come, or how it ended.

import { ArrowDown } from "lucide-react";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/State";
import type { Connection } from "./live";
import { count } from "./model/wording";
import type { Review } from "./model/shape";
import type { Hunted } from "./pieces/hunt";
import styles from "./Review.module.css";

export interface NothingProps {
  filtering: boolean;
  review: Review;
  hunted: Hunted | undefined;
  onClear: () => void;
}

export function Nothing({ filtering, review, hunted, onClear }: NothingProps) {
  if (hunted?.state === "searching" || hunted?.state === "failed") return null;
  if (filtering) {
    return (
      <EmptyState
        title="Nothing in this conversation matches"
        actions={<Button onClick={onClear}>Show everything</Button>}
      >
        The filter by level and text holds for the whole conversation.
      </EmptyState>
    );
  }
  if (review.turns.length > 0) return null;
  return (
    <EmptyState title={review.status === "live" ? "Nothing was said or logged yet" : "Nothing was said or logged"}>
      {review.status === "live" ? "New lines will appear here." : "There are no records about it."}
    </EmptyState>
  );
}

export interface EndProps {
  review: Review;
  connection: Connection;
  hunted: Hunted | undefined;
  onMore: () => void;
}

export function End({ review, connection, hunted, onMore }: EndProps) {
  if (hunted !== undefined) return <HuntEnd hunted={hunted} review={review} onMore={onMore} />;
  const words = {
    live: connection === "waiting" ? "Trying to reach the server; new lines will appear here." : "Still running.",
    lost_contact: "Contact was lost here. Late lines will still appear.",
    unfinished: "This conversation has no recorded end.",
    ended: "",
  }[review.status];
  if (words === "") return null;
  return <p className={`${styles["end"] ?? ""} ${styles[review.status] ?? ""}`}>{words}</p>;
}

/** How far a search has come. */
function HuntEnd({ hunted, review, onMore }: { hunted: Hunted; review: Review; onMore: () => void }) {
  const { state, found, error } = hunted;
  if (state === "done") return null;
  if (state === "searching") {
    return (
      <p className={styles["end"]} role="status">
        Searching through {count(review.counts.entries, "line")}…
      </p>
    );
  }
  const words = {
    more: "There may be more.",
    full: `These are the first ${count(found.size, "match", "matches")}; search for more words to find fewer.`,
    failed: `The search could not go on: ${error?.message ?? ""}`,
  }[state];
  return (
    <div className={styles["end"]}>
      {words}{" "}
      {state === "full" ? null : <Button onClick={onMore}>{state === "failed" ? "Try again" : "Search on"}</Button>}
    </div>
  );
}

/** How much has come below what is being read; a click goes there. */
export function NewBelow({ number, onClick }: { number: number; onClick: () => void }) {
  if (number <= 0) return null;
  return (
    <div className={styles["new-below"]}>
      <Button variant="primary" icon={<ArrowDown />} onClick={onClick}>
        {number.toLocaleString("en")} new below
      </Button>
    </div>
  );
}
