import type { ReactNode } from "react";
import styles from "./FieldSet.module.css";

/** What belongs together in a form, under its name. */
export function FieldSet({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className={styles["set"]}>
      <legend className={styles["legend"]}>{legend}</legend>
      {children}
    </fieldset>
  );
}
