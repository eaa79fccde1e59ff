import { useMatch, useNavigate } from "@tanstack/react-router";
import { ListFilter } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../ui/Button";
import { Popover } from "../ui/Popover";
import styles from "./Narrow.module.css";
import { askedQuery, listPlace } from "./place";
import type { Askable } from "./values";
import { withCondition, type Written } from "./write";

export interface NarrowProps {
  project: string;
  values: readonly Askable[];
  className?: string | undefined;
}

/** A button that offers the values of a row or a line, each to be asked for alone or to be left out. */
export function Narrow({ project, values, className }: NarrowProps) {
  const [open, setOpen] = useState(false);
  const narrow = useNarrow(project);
  if (values.length === 0) return null;
  const choose = (condition: Written, sign: "only" | "not"): void => {
    setOpen(false);
    narrow(condition, sign);
  };
  return (
    <Popover
      label="Only this, or not this"
      align="end"
      open={open}
      onOpenChange={setOpen}
      className={styles["panel"]}
      trigger={<IconButton label="Only this, or not this" icon={<ListFilter />} className={className} />}
    >
      <ul className={styles["values"]}>
        {values.map(({ name, value, condition }) => (
          <li key={condition} className={styles["value"]}>
            <span className={styles["pair"]}>
              <span className={styles["name"]}>{name}</span> <bdi dir="auto">{value}</bdi>
            </span>
            <Button
              variant="quiet"
              aria-label={`Only this: ${name} ${value}`}
              onClick={() => choose(condition, "only")}
            >
              Only this
            </Button>
            <Button variant="quiet" aria-label={`Not this: ${name} ${value}`} onClick={() => choose(condition, "not")}>
              Not this
            </Button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}

/** Returns what adds a condition to the query and shows the list that one was on last. */
function useNarrow(project: string): (condition: Written, sign: "only" | "not") => void {
  const navigate = useNavigate();
  const review = useMatch({ from: "/app/$project/conversations/$id", shouldThrow: false });
  return (condition, sign) => {
    const { page, search } = listPlace(project);
    const query = withCondition(askedQuery(project), condition, sign);
    // Each list reads its own search from what it is given.
    const next: Record<string, unknown> = { ...search, query };
    void navigate({
      to: page === "logs" ? "/$project/logs" : "/$project/conversations",
      params: { project },
      search: next as Record<string, never>,
      // The list is asked anew, and nothing of the review is kept for it.
      reloadDocument: review !== undefined,
    });
  };
}
