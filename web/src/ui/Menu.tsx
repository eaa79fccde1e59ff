import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { classes } from "./classes";
import { useFocusReturn } from "./Focus";
import { Kbd } from "./Kbd";
import styles from "./Menu.module.css";

export interface MenuProps {
  /** The menu's accessible name. */
  label: string;
  trigger: ReactElement;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}

// INVARIANT: never modal. A modal menu locks scrolling with a style element, which the page's policy forbids.
export function Menu({ label, trigger, align = "start", side = "bottom", children, ...rest }: MenuProps) {
  const { look, onCloseAutoFocus } = useFocusReturn();
  return (
    <Radix.Root modal={false} {...rest}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      {/* In place and not at the end of the page: so its words stand in the landmark they belong to. */}
      <Radix.Content
        aria-label={label}
        className={styles["menu"]}
        align={align}
        side={side}
        sideOffset={4}
        collisionPadding={8}
        onCloseAutoFocus={onCloseAutoFocus}
      >
        {look}
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}

export interface MenuItemProps {
  icon?: ReactNode;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon, keys, danger = false, disabled = false, onSelect, children }: MenuItemProps) {
  return (
    <Radix.Item
      className={classes(styles["item"], danger && styles["danger"])}
      disabled={disabled}
      onSelect={() => onSelect()}
    >
      <span className={styles["mark"]}>{icon}</span>
      <span className={styles["label"]}>{children}</span>
      {keys === undefined ? null : <Kbd keys={keys} />}
    </Radix.Item>
  );
}

export interface MenuCheckProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  keys?: string | undefined;
  /** How many there are of it, shown quietly. */
  count?: number | undefined;
  children: ReactNode;
}

/** An item that is on or off. The menu stays open, because one often switches several. */
export function MenuCheck({ checked, onChange, keys, count, children }: MenuCheckProps) {
  return (
    <Radix.CheckboxItem
      className={styles["item"]}
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span className={styles["mark"]}>
        <Radix.ItemIndicator>
          <Check />
        </Radix.ItemIndicator>
      </span>
      <span className={styles["label"]}>{children}</span>
      {count === undefined ? null : <span className={styles["count"]}>{count}</span>}
      {keys === undefined ? null : <Kbd keys={keys} />}
    </Radix.CheckboxItem>
  );
}

export interface MenuChoiceProps {
  label: string;
  value: string;
  options: { value: string; label: ReactNode }[];
  onChange: (value: string) => void;
}

/** One of several, under a heading. */
export function MenuChoice({ label, value, options, onChange }: MenuChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange} aria-label={label}>
      <MenuHeading>{label}</MenuHeading>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={styles["item"]}>
          <span className={styles["mark"]}>
            <Radix.ItemIndicator>
              <Check />
            </Radix.ItemIndicator>
          </span>
          <span className={styles["label"]}>{option.label}</span>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <Radix.Label className={styles["heading"]}>{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className={styles["line"]} />;
}
