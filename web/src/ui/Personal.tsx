import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Personal.module.css";

/** Something that says who somebody is, shown to a reader who may see it; blurred while the screen is shared. */
export function Personal({ rule, children }: { rule?: string | undefined; children: ReactNode }) {
  return (
    <span className={styles["personal"]} title={rule === undefined ? "Personal data" : `Personal data: ${rule}`}>
      <Lock className={styles["mark"]} aria-label="Personal data:" />
      <span className={styles["value"]}>{children}</span>
    </span>
  );
}

/** Stands where this reader may not see what is written. */
export function Redacted() {
  return (
    <span className={styles["redacted"]} title="This key may not see personal data">
      redacted
    </span>
  );
}
