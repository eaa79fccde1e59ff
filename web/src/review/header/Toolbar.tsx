// What is shown of the transcript: layers, level, text; and the way from error to error.

import { ChevronDown, ChevronUp, Layers as LayersIcon, Search, X } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { Button, IconButton } from "../../ui/Button";
import { useWayBack } from "../../ui/Focus";
import { Menu, MenuCheck, MenuItem, MenuLine } from "../../ui/Menu";
import { useReviewContext } from "../reviewContext";
import { INITIAL, LAYERS, type LayerId, type Layers, tally } from "../model/layer";
import type { LevelFilter } from "../model/search";
import { count } from "../model/wording";
import styles from "./Toolbar.module.css";
import { TurnField } from "./TurnField";

export interface ToolbarProps {
  layers: Layers;
  onLayers: (layers: Layers) => void;
  layersOpen: boolean;
  onLayersOpen: (open: boolean) => void;
  level: LevelFilter;
  onLevel: (level: LevelFilter) => void;
  text: string;
  onText: (text: string) => void;
  /** How many rows were found, while something is filtered. */
  found: number | undefined;
  /** Whether that is known to be all of them. */
  foundIsAll: boolean;
  failures: number;
  onFailure: (direction: 1 | -1) => void;
  searchField: Ref<HTMLInputElement>;
  /** Called when somebody leaves the search who came from a row that is gone. */
  onLeaveSearch: () => void;
}

export function Toolbar(props: ToolbarProps) {
  return (
    <div className={styles["toolbar"]} role="group" aria-label="What the transcript shows">
      <LayersMenu {...props} />
      <Levels level={props.level} onLevel={props.onLevel} />
      <SearchField
        text={props.text}
        onText={props.onText}
        found={props.found}
        foundIsAll={props.foundIsAll}
        field={props.searchField}
        onLeave={props.onLeaveSearch}
      />
      <TurnField />
      {props.failures === 0 ? null : (
        <span className={styles["failures"]}>
          <span>
            {props.failures}
            <span className={styles["failures-word"]}> {props.failures === 1 ? "error" : "errors"}</span>
          </span>
          <IconButton label="Previous error" keys="Shift+E" icon={<ChevronUp />} onClick={() => props.onFailure(-1)} />
          <IconButton label="Next error" keys="E" icon={<ChevronDown />} onClick={() => props.onFailure(1)} />
        </span>
      )}
    </div>
  );
}

function LayersMenu({ layers, onLayers, layersOpen, onLayersOpen }: ToolbarProps) {
  const { review } = useReviewContext();
  const counts = layersOpen ? tally(review) : undefined;
  const toggle = (id: LayerId, on: boolean): void => {
    const next = new Set(layers);
    if (on) next.add(id);
    else next.delete(id);
    onLayers(next);
  };
  // Events of the menu, which is drawn elsewhere, come by here; without this a letter would only move the highlight.
  const onKeyDownCapture = (event: KeyboardEvent): void => {
    if (!layersOpen || event.ctrlKey || event.metaKey || event.altKey) return;
    const layer = LAYERS.find((candidate) => candidate.key === event.key.toLowerCase());
    if (layer === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    toggle(layer.id, !layers.has(layer.id));
  };
  return (
    <div onKeyDownCapture={onKeyDownCapture} role="presentation">
      <Menu
        label="Diagnosis layers"
        open={layersOpen}
        onOpenChange={onLayersOpen}
        trigger={
          <Button icon={<LayersIcon />} title="Layers (L)">
            Diagnosis
          </Button>
        }
      >
        {LAYERS.map((layer) => (
          <MenuCheck
            key={layer.id}
            checked={layers.has(layer.id)}
            onChange={(on) => toggle(layer.id, on)}
            keys={layer.key}
            count={counts?.[layer.id]}
          >
            {layer.label}
          </MenuCheck>
        ))}
        <MenuLine />
        <MenuItem onSelect={() => onLayers(INITIAL)}>Reset the layers</MenuItem>
      </Menu>
    </div>
  );
}

const LEVELS: readonly (readonly [LevelFilter, string])[] = [
  ["all", "All"],
  ["warning", "Warnings"],
  ["error", "Errors"],
];

function Levels({ level, onLevel }: Pick<ToolbarProps, "level" | "onLevel">) {
  return (
    <div className={styles["levels"]} role="group" aria-label="Level">
      {LEVELS.map(([value, label]) => (
        <button key={value} type="button" aria-pressed={level === value} onClick={() => onLevel(value)}>
          {label}
        </button>
      ))}
    </div>
  );
}

const SETTLE_MS = 150;

interface SearchFieldProps {
  text: string;
  onText: (text: string) => void;
  found: number | undefined;
  foundIsAll: boolean;
  field: Ref<HTMLInputElement>;
  onLeave: () => void;
}

function SearchField({ onLeave, text, onText, found, foundIsAll, field }: SearchFieldProps) {
  const [typed, setTyped] = useState(text);
  const [shown, setShown] = useState(text);
  // The address may change without typing: back, forward, a link.
  if (shown !== text) {
    setShown(text);
    setTyped(text);
  }
  const { onFocus, leave } = useWayBack(onLeave);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (next: string): void => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onText(next), SETTLE_MS);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (typed === "") leave(event.currentTarget);
    else change("");
  };
  return (
    <div className={styles["search"]}>
      <Search aria-hidden />
      <input
        ref={field}
        type="search"
        aria-label="Search in this conversation"
        placeholder="Search in this conversation"
        value={typed}
        onChange={(event) => change(event.target.value)}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
      />
      <span role="status" className={styles["found"]}>
        {found === undefined ? "" : `${foundIsAll ? "" : "at least "}${count(found, "row")} found`}
      </span>
      {typed === "" ? null : <IconButton label="Clear the search" icon={<X />} onClick={() => change("")} />}
    </div>
  );
}
