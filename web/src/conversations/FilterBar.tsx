import { ListFilter } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { QueryBox } from "../query/QueryBox";
import { Button } from "../ui/Button";
import { Chip } from "../ui/Chip";
import { focusFirst } from "../ui/Focus";
import { Coverable } from "../ui/Personal";
import { Popover } from "../ui/Popover";
import styles from "./FilterBar.module.css";
import { FilterEditor, type Choices, type FilterEditorProps } from "./FilterEditors";
import { activeFilters, FILTERS, without, withoutAll, type FilterId, type FilterKind } from "./filters";
import { withQuery, type ListSearch } from "./search";

export interface FilterBarProps {
  project: string;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  choices: Choices;
  seesPersonal: boolean;
  /** Whether the popover of a new filter is open; the key `f` opens it. */
  adding: boolean;
  onAdding: (adding: boolean) => void;
  queryField: RefObject<HTMLInputElement | null>;
}

/** What is looked for: a query, and one chip for every filter that holds. */
export function FilterBar({ queryField, ...props }: FilterBarProps) {
  const { project, search, onSearch, adding, onAdding, seesPersonal } = props;
  const [kind, setKind] = useState<FilterKind>();
  const add = useRef<HTMLButtonElement>(null);
  const active = activeFilters(search).filter(({ kind: { id } }) => id !== "query");
  const kinds = FILTERS.filter(
    ({ id, personal }) => id !== "text" && id !== "query" && (seesPersonal || personal !== true),
  );
  // However it was closed, it begins with the list of kinds the next time.
  if (!adding && kind !== undefined) setKind(undefined);
  return (
    <div className={styles["bar"]} role="search" aria-label="Filter conversations">
      <QueryBox
        input={queryField}
        project={project}
        label="Search by words, or by name:value"
        query={search.query ?? ""}
        onQuery={(query) => onSearch(withQuery(search, query))}
        choices={props.choices}
      />
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

interface FilterChipProps extends Omit<FilterBarProps, "queryField"> {
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
