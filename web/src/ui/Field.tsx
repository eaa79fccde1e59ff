import { useId, type ComponentPropsWithRef, type ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Field.module.css";

export interface TextFieldProps extends Omit<ComponentPropsWithRef<"input">, "id"> {
  label: string;
  /** Hides the label from sight where the place says it already. */
  labelHidden?: boolean;
  hint?: ReactNode;
  error?: ReactNode;
  mono?: boolean;
  icon?: ReactNode;
}

export function TextField(props: TextFieldProps) {
  const { label, labelHidden = false, hint, error, mono = false, icon, className, ...rest } = props;
  const id = useId();
  const said = error ?? hint;
  return (
    <div className={classes(styles["field"], className)}>
      <label htmlFor={id} className={labelHidden ? "visually-hidden" : styles["label"]}>
        {label}
      </label>
      <div className={styles["frame"]}>
        {icon}
        <input
          id={id}
          className={classes(styles["input"], mono && styles["mono"])}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={said === undefined ? undefined : `${id}-said`}
          {...rest}
        />
      </div>
      {said === undefined ? null : (
        <p
          id={`${id}-said`}
          className={error === undefined ? styles["hint"] : styles["error"]}
          role={error === undefined ? undefined : "alert"}
        >
          {said}
        </p>
      )}
    </div>
  );
}

export interface SelectProps extends Omit<ComponentPropsWithRef<"select">, "id" | "onChange" | "children"> {
  label: string;
  labelHidden?: boolean;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** The browser's own list: it is accessible everywhere, right on a phone, and needs no style element. */
export function Select({ label, labelHidden = false, options, onChange, className, ...rest }: SelectProps) {
  const id = useId();
  return (
    <div className={classes(styles["field"], className)}>
      <label htmlFor={id} className={labelHidden ? "visually-hidden" : styles["label"]}>
        {label}
      </label>
      <select id={id} className={styles["select"]} onChange={(event) => onChange(event.target.value)} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
