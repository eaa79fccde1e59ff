import { Lock } from "lucide-react";
import { createContext, useContext, type ReactNode } from "react";
import styles from "./Personal.module.css";

/** Whether personal data is covered, because others see the screen too. */
export const CoveredContext = createContext(false);

/** Something that says who somebody is, shown to a reader who may see it. */
export function Personal({ rule, children }: PersonalProps) {
  return (
    <PersonalMark rule={rule}>
      <Coverable>{children}</Coverable>
    </PersonalMark>
  );
}

export interface PersonalProps {
  rule?: string | undefined;
  children: ReactNode;
}

/** The mark alone, for what holds something personal and shows none of it. */
export function PersonalMark({ rule, children }: PersonalProps) {
  return (
    <span className={styles["personal"]} title={rule === undefined ? "Personal data" : `Personal data: ${rule}`}>
      <Lock className={styles["mark"]} aria-label="Personal data:" />
      {children}
    </span>
  );
}

/**
 * What is not shown while personal data is covered. It is then not in the page at all: nothing of it can be read through
 * a blur, found, copied or guessed by its length.
 */
export function Coverable({ children, personal = true }: { children: ReactNode; personal?: boolean }) {
  const covered = useContext(CoveredContext);
  if (!covered || !personal) return children;
  return (
    <span className={styles["cover"]}>
      <span aria-hidden>{COVER}</span>
      <span className="visually-hidden">hidden</span>
    </span>
  );
}

/** As wide for everything. */
const COVER = "██████";

/** Stands where this reader may not see what is written. */
export function Redacted() {
  return (
    <span className={styles["redacted"]} title="This key may not see personal data">
      redacted
    </span>
  );
}
