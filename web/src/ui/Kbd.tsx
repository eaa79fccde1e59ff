import styles from "./Kbd.module.css";

/** The keys of one shortcut, as they are printed on a keyboard: "Ctrl+K" shows two caps. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={styles["keys"]}>
      {keys.split("+").map((key) => (
        <kbd key={key} className={styles["key"]}>
          {NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
        </kbd>
      ))}
    </span>
  );
}

const NAMES: Record<string, string> = {
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageDown: "Page down",
  PageUp: "Page up",
};
