import { RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./Button";
import styles from "./State.module.css";

export interface EmptyStateProps {
  title: string;
  icon?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}

/** A place with nothing in it: says so, why, and what to do. */
export function EmptyState({ title, icon, children, actions }: EmptyStateProps) {
  return (
    <div className={styles["state"]}>
      {icon === undefined ? null : (
        <div className={styles["icon"]} aria-hidden>
          {icon}
        </div>
      )}
      <h2 className={styles["title"]}>{title}</h2>
      {children === undefined ? null : <div className={styles["text"]}>{children}</div>}
      {actions === undefined ? null : <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}

export interface ErrorStateProps {
  title: string;
  /** What went wrong, and what to do. */
  children?: ReactNode;
  /** The id under which the server logged it. */
  errorId?: string | undefined;
  onRetry?: (() => void) | undefined;
}

export function ErrorState({ title, children, errorId, onRetry }: ErrorStateProps) {
  return (
    <div role="alert">
      <EmptyState
        title={title}
        icon={<TriangleAlert />}
        actions={
          onRetry === undefined ? undefined : (
            <Button icon={<RotateCw />} onClick={onRetry}>
              Try again
            </Button>
          )
        }
      >
        {children}
        {errorId === undefined ? null : (
          <p className={styles["id"]}>
            The server logged this as <code>{errorId}</code>
          </p>
        )}
      </EmptyState>
    </div>
  );
}
