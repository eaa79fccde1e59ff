import { ListFilter, Search } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type Ref, type RefObject } from "react";
import { Button } from "../ui/Button";
import { Chip } from "../ui/Chip";
import { TextField } from "../ui/Field";
import { focusFirst, useWayBack } from "../ui/Focus";
import { Coverable } from "../ui/Personal";
import { Popover } from "../ui/Popover";
import styles from "./FilterBar.module.css";
import { FilterEditor, type Choices, type FilterEditorProps } from "./FilterEditors";
import { activeFilters, FILTERS, without, withoutAll, type FilterId, type FilterKind } from "./filters";
import type { ListSearch } from "./search";

export interface FilterBarProps {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  choices: Choices;
  seesPersonal: boolean;
  /** Whether the popover of a new filter is open; the key `f` opens it. */
  adding: boolean;
  onAdding: (adding: boolean) => void;
  textField: Ref<HTMLInputElement>;
}

/** What is looked for: text, and one chip for every filter that holds. */
export function FilterBar({ textField, ...props }: FilterBarProps) {
  const { search, onSearch, adding, onAdding, seesPersonal } = props;
  const [kind, setKind] = useState<FilterKind>();
  const add = useRef<HTMLButtonElement>(null);
  const active = activeFilters(search).filter(({ kind: { id } }) => id !== "text");
  const kinds = FILTERS.filter(({ id, personal }) => id !== "text" && (seesPersonal || personal !== true));
  // However it was closed, it begins with the list of kinds the next time.
  if (!adding && kind !== undefined) setKind(undefined);
  return (
    <div className={styles["bar"]} role="search" aria-label="Filter conversations">
      <TextSearch search={search} onSearch={onSearch} ref={textField} />
      {active.map(({ kind: chip, says }) => (
        <FilterChip key={chip.id} {...props} kind={chip} says={says} next={add} />
      ))}
      <Popover
        label={kind === undefined ? "Add a filter" : kind.name}
        open={adding}
        onOpenChange={onAdding}
        className={kind === undefined ? styles["kinds"] : undefined}
        trigger={
          <Button ref={add} variant="quiet" icon={<ListFilter />} aria-keyshortcuts="f">
            Filter
          </Button>
        }
      >
        {kind === undefined ? (
          <Kinds kinds={kinds} onChoose={(id) => setKind(FILTERS.find((other) => other.id === id))} />
        ) : (
          <ChosenEditor {...props} kind={kind} onDone={() => onAdding(false)} />
        )}
      </Popover>
      {active.length > 1 ? (
        <Button
          variant="quiet"
          onClick={() => {
            onSearch(withoutAll(search));
            add.current?.focus();
          }}
        >
          Clear all
        </Button>
      ) : null}
    </div>
  );
}

interface FilterChipProps extends Omit<FilterBarProps, "textField"> {
  kind: FilterKind;
  says: string;
  /** Where focus goes when the chip is gone. */
  next: RefObject<HTMLButtonElement | null>;
}

function FilterChip({ next, ...props }: FilterChipProps) {
  const { kind, says, search, onSearch } = props;
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={kind.name}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Chip
          name={kind.name}
          removeLabel={`Remove the filter ${kind.name}`}
          onRemove={() => {
            onSearch(without(search, kind));
            next.current?.focus();
          }}
        >
          <Coverable personal={kind.coverable === true}>{says}</Coverable>
        </Chip>
      }
    >
      <FilterEditor {...props} kind={kind} onDone={() => setOpen(false)} />
    </Popover>
  );
}

/** The editor in the place of the list of kinds, whose button had the focus and is gone. */
function ChosenEditor(props: FilterEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current !== null) focusFirst(place.current);
  }, []);
  return (
    <div ref={place} tabIndex={-1}>
      <FilterEditor {...props} />
    </div>
  );
}

/** A list one walks with the arrow keys, or by typing the first letter. */
function Kinds({ kinds, onChoose }: { kinds: FilterKind[]; onChoose: (id: FilterId) => void }) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus(), []);
  const walk = (event: KeyboardEvent): void => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const letter = event.key.length === 1 ? event.key.toLowerCase() : undefined;
    const next =
      event.key === "ArrowDown" || event.key === "j"
        ? buttons[(at + 1) % buttons.length]
        : event.key === "ArrowUp" || event.key === "k"
          ? buttons[(at - 1 + buttons.length) % buttons.length]
          : buttons.find((button) => letter !== undefined && button.textContent.toLowerCase().startsWith(letter));
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    // The keys are a shortcut between the buttons, each of which Tab reaches too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul ref={list} onKeyDown={walk}>
      {kinds.map((kind) => (
        <li key={kind.id}>
          <button type="button" className={styles["kind"]} onClick={() => onChoose(kind.id)}>
            {kind.name}
          </button>
        </li>
      ))}
    </ul>
  );
}

interface TextSearchProps {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  ref: Ref<HTMLInputElement>;
}

/** Looks for text when one presses Enter or leaves: every search reads conversations, so not at every letter. */
function TextSearch({ search, onSearch, ref }: TextSearchProps) {
  const shown = search.text ?? "";
  const [typed, setTyped] = useState(shown);
  const [before, setBefore] = useState(shown);
  // The address may change without typing: back, forward, a chip that is taken away.
  if (before !== shown) {
    setBefore(shown);
    setTyped(shown);
  }
  const { onFocus, leave } = useWayBack();
  const commit = (): void => {
    const text = typed.trim();
    if (text === shown) return;
    const { text: _before, ...rest } = search;
    onSearch(text === "" ? rest : { ...rest, text });
  };
  return (
    <TextField
      ref={ref}
      label="Search what was said and logged"
      labelHidden
      type="search"
      placeholder="Search what was said and logged"
      icon={<Search aria-hidden />}
      className={styles["text"]}
      value={typed}
      enterKeyHint="search"
      aria-keyshortcuts="/"
      onChange={(event) => setTyped(event.target.value)}
      onFocus={onFocus}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key !== "Escape") return;
        // The list has a use for the key as well, but this one is for the field.
        event.stopPropagation();
        leave(event.currentTarget);
      }}
    />
  );
}
