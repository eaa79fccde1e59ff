import { X } from "lucide-react";
import { useLayoutEffect, useRef, type ReactNode } from "react";
import { IconButton } from "./Button";
import { classes } from "./classes";
import styles from "./Dialog.module.css";
import { giveBack } from "./Focus";

export interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  /** Hides the title from sight, not from screen readers, where the first field says it already. */
  bare?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/**
 * The browser's own modal dialog: it keeps focus inside and makes the rest inert, and unlike the libraries it needs no
 * style element, which the page's policy forbids. Focus begins in its first field, or at the title where there is
 * nothing to fill in, and goes back to where it was.
 */
export function Dialog({ title, open, onClose, bare = false, className, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  // Before the next key comes, which may be the first letter of what is to be typed.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (!open || dialog === null) return;
    const before = document.activeElement;
    dialog.showModal();
    (dialog.querySelector<HTMLElement>("input, textarea, select") ?? dialog.querySelector("h2"))?.focus();
    return () => {
      dialog.close();
      // By now the dialog is gone from the page, and a browser gives focus back only from one that is there.
      if (document.activeElement === document.body) giveBack(before);
    };
  }, [open]);
  if (!open) return null;
  return (
    // A click on the scrim lands on the dialog itself.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={element}
      aria-label={title}
      className={classes(styles["dialog"], className)}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        // A tooltip that is open takes the browser's own Esc for itself. The page beneath must not take it too.
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles["body"]}>
        {bare ? null : (
          <div className={styles["head"]}>
            <h2 tabIndex={-1} className={styles["title"]}>
              {title}
            </h2>
            <IconButton label="Close" keys="Escape" icon={<X />} onClick={onClose} />
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}
