import { useId, type ReactNode } from "react";
import styles from "./Checkbox.module.css";

export interface CheckboxProps {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  /** Something quiet at the end of the row, such as a count. */
  aside?: ReactNode;
}

export function Checkbox({ label, checked, onChange, disabled = false, aside }: CheckboxProps) {
  const id = useId();
  return (
    <div className={styles["row"]}>
      <input
        id={id}
        type="checkbox"
        className={styles["box"]}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id} className={styles["label"]}>
        {label}
      </label>
      {aside}
    </div>
  );
}
