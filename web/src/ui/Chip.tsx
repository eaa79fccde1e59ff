import { X } from "lucide-react";
import type { ComponentPropsWithRef, ReactNode } from "react";
import styles from "./Chip.module.css";
import { classes } from "./classes";

export interface ChipProps extends ComponentPropsWithRef<"button"> {
  /** What the chip is about, before its value. */
  name: string;
  children?: ReactNode;
  /** Says what the remove button removes; there is none without. */
  removeLabel?: string;
  onRemove?: () => void;
}

/** One filter that holds: click to edit it, the cross to take it away. */
export function Chip({ name, children, removeLabel, onRemove, className, ...rest }: ChipProps) {
  return (
    <span className={classes(styles["chip"], className)}>
      <button type="button" className={styles["text"]} {...rest}>
        <span className={styles["name"]}>{name}</span>
        {children === undefined ? null : <span className={styles["value"]}>{children}</span>}
      </button>
      {onRemove === undefined ? null : (
        <button
          type="button"
          className={styles["remove"]}
          aria-label={removeLabel ?? `Remove ${name}`}
          onClick={onRemove}
        >
          <X />
        </button>
      )}
    </span>
  );
}
