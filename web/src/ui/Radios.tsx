import { useId } from "react";
import styles from "./Checkbox.module.css";
import { FieldSet } from "./FieldSet";

export interface RadiosProps {
  legend: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** One of a few, all in sight. */
export function Radios({ legend, value, options, onChange }: RadiosProps) {
  const name = useId();
  return (
    <FieldSet legend={legend}>
      {options.map((option) => (
        <div key={option.value} className={styles["row"]}>
          <input
            id={`${name}${option.value}`}
            type="radio"
            name={name}
            className={styles["box"]}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <label htmlFor={`${name}${option.value}`} className={styles["label"]}>
            {option.label}
          </label>
        </div>
      ))}
    </FieldSet>
  );
}
