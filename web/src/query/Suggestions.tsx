import styles from "./QueryBox.module.css";
import type { CompletionState } from "./useCompletion";

export const optionId = (id: string, at: number): string => `${id}-option-${at}`;

type SuggestionsProps = Pick<CompletionState, "options" | "chosen" | "onTake"> & { id: string };

/** What could be typed next, under the field, which keeps the focus. */
export function Suggestions({ id, options, chosen, onTake }: SuggestionsProps) {
  return (
    <div
      id={`${id}-options`}
      role="listbox"
      aria-label="Completions"
      hidden={options.length === 0}
      className={styles["options"]}
    >
      {options.map((option, at) => (
        // The keys are the field's, which keeps the focus.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={option.shown}
          id={optionId(id, at)}
          role="option"
          aria-selected={at === chosen}
          tabIndex={-1}
          className={styles["option"]}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(option)}
        >
          <code>{option.shown}</code>
          {option.means === undefined ? null : <span className={styles["means"]}>{option.means}</span>}
        </div>
      ))}
    </div>
  );
}
