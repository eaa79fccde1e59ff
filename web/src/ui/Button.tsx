import type { ComponentPropsWithRef, ReactNode } from "react";
import styles from "./Button.module.css";
import { classes } from "./classes";
import { Tooltip } from "./Tooltip";

type Variant = "plain" | "primary" | "quiet" | "danger";

export interface ButtonProps extends ComponentPropsWithRef<"button"> {
  variant?: Variant;
  /** Large is for the one thing a page is for. */
  size?: "normal" | "large";
  icon?: ReactNode;
}

export function Button({ variant = "plain", size = "normal", icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classes(styles["button"], styles[variant], size === "large" && styles["large"], className)}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentPropsWithRef<"button">, "aria-label" | "children"> {
  /** What it does: its accessible name and its tooltip. */
  label: string;
  icon: ReactNode;
  /** The key that does the same, shown in the tooltip. */
  keys?: string;
  side?: "top" | "right" | "bottom" | "left";
}

export function IconButton({ label, icon, keys, side, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys} side={side}>
      <button type="button" aria-label={label} className={classes(styles["icon"], className)} {...rest}>
        {icon}
      </button>
    </Tooltip>
  );
}
