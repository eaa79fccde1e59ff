import { Popover as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { classes } from "./classes";
import { useFocusReturn } from "./Focus";
import styles from "./Popover.module.css";

export interface PopoverProps {
  /** What the popover is for: its accessible name. */
  label: string;
  trigger: ReactElement;
  align?: "start" | "center" | "end";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  className?: string | undefined;
  children: ReactNode;
}

/** A small panel beside what opened it. Focus goes in, comes back, and Esc closes. */
export function Popover({ label, trigger, align = "start", className, children, ...rest }: PopoverProps) {
  const { look, onCloseAutoFocus } = useFocusReturn();
  return (
    <Radix.Root {...rest}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          className={classes(styles["popover"], className)}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={onCloseAutoFocus}
        >
          {look}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Closes the popover it stands in. */
export function PopoverClose({ children }: { children: ReactElement }) {
  return <Radix.Close asChild>{children}</Radix.Close>;
}
