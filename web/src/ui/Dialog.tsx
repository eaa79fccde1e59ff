import { X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { IconButton } from "./Button";
import { classes } from "./classes";
import styles from "./Dialog.module.css";

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
 * The browser's own modal dialog: it keeps focus inside, makes the rest inert and gives focus back, and unlike the
 * libraries it needs no style element, which the page's policy forbids.
 */
export function Dialog({ title, open, onClose, bare = false, className, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (open && dialog !== null && !dialog.open) {
      dialog.showModal();
      // Where there is nothing to fill in, focus begins at the title and not on the button that closes.
      if (document.activeElement?.hasAttribute("data-close") === true) dialog.querySelector("h2")?.focus();
    }
    return () => dialog?.close();
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
            <IconButton data-close="" label="Close" keys="Escape" icon={<X />} onClick={onClose} />
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}
