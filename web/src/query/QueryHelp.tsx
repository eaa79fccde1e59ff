import { CircleHelp } from "lucide-react";
import { useState } from "react";
import { Popover } from "../ui/Popover";
import { IconButton } from "../ui/Button";
import styles from "./QueryBox.module.css";

const EXAMPLES: readonly { query: string; means: string }[] = [
  { query: "level:error since:1d", means: "Errors that were logged since yesterday" },
  { query: '"rate limit" -retriable:true', means: "Two words next to each other, without a key that is true" },
  { query: "function:book_table outcome:raised", means: "Calls of a function that raised" },
  { query: "status:500..599 OR http.status:>=500", means: "A key of a log entry, or the status of an API" },
  { query: "env:live duration:>2s", means: "Functions that took longer than two seconds, in one environment" },
];

/** How a query is written, by examples that one can click. */
export function QueryHelp({ onChoose }: { onChoose: (query: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label="How to write a query"
      align="end"
      open={open}
      onOpenChange={setOpen}
      className={styles["help"]}
      trigger={<IconButton label="How to write a query" icon={<CircleHelp />} className={styles["help-button"]} />}
    >
      <p className={styles["help-text"]}>
        Words find what was said or logged. <code>name:value</code> asks for a field, or for any key of a log entry.{" "}
        <code>-</code> excludes, <code>OR</code> and brackets combine.
      </p>
      <ul>
        {EXAMPLES.map(({ query, means }) => (
          <li key={query}>
            <button
              type="button"
              className={styles["example"]}
              onClick={() => {
                setOpen(false);
                onChoose(query);
              }}
            >
              <code>{query}</code>
              <span className={styles["means"]}>{means}</span>
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
