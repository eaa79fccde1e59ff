import { useId, type ComponentPropsWithRef, type ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Field.module.css";

export interface TextAreaProps extends Omit<ComponentPropsWithRef<"textarea">, "id"> {
  label: string;
  hint?: ReactNode;
}

/** A field for texts of more than a line, in the letters of code. */
export function TextArea({ label, hint, className, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <div className={classes(styles["field"], className)}>
      <label htmlFor={id} className={styles["label"]}>
        {label}
      </label>
      <textarea
        id={id}
        className={classes(styles["area"], styles["mono"])}
        aria-describedby={hint === undefined ? undefined : `${id}-said`}
        {...rest}
      />
      {hint === undefined ? null : (
        <p id={`${id}-said`} className={styles["hint"]}>
          {hint}
        </p>
      )}
    </div>
  );
}
