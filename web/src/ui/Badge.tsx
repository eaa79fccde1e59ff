import type { ReactNode } from "react";
import styles from "./Badge.module.css";
import { classes } from "./classes";

export type Tone = "neutral" | "info" | "warning" | "error" | "personal" | "live" | "accent";

export interface BadgeProps {
  tone?: Tone;
  icon?: ReactNode;
  title?: string | undefined;
  children: ReactNode;
}

export function Badge({ tone = "neutral", icon, title, children }: BadgeProps) {
  return (
    <span className={classes(styles["badge"], styles[tone])} title={title}>
      {icon}
      {children}
    </span>
  );
}
