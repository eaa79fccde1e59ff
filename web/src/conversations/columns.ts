/** Which columns there are, how wide, and which a reader has chosen. What stands in them is in `cells.tsx`. */

export type ColumnId =
  | "start"
  | "contact"
  | "duration"
  | "turns"
  | "functions"
  | "errors"
  | "warnings"
  | "handoff"
  | "channel"
  | "environment"
  | "variant"
  | "direction"
  | "language"
  | "ended_by"
  | "entries"
  | "id";

/** Below this width a row of columns becomes two lines. */
export const COMPACT_PX = 700;

export interface Column {
  id: ColumnId;
  title: string;
  /** A width of CSS grid. */
  width: string;
  /** For the least width of the table. */
  widthMin: number;
  number?: true;
}

export const COLUMNS: readonly Column[] = [
  { id: "start", title: "Start", width: "136px", widthMin: 136 },
  { id: "contact", title: "Contact", width: "minmax(150px, 1.4fr)", widthMin: 150 },
  { id: "duration", title: "Duration", width: "112px", widthMin: 112, number: true },
  { id: "turns", title: "Turns", width: "60px", widthMin: 60, number: true },
  { id: "functions", title: "Functions", width: "84px", widthMin: 84, number: true },
  { id: "errors", title: "Errors", width: "72px", widthMin: 72, number: true },
  { id: "warnings", title: "Warnings", width: "84px", widthMin: 84, number: true },
  { id: "handoff", title: "Hand-off", width: "84px", widthMin: 84 },
  { id: "channel", title: "Channel", width: "minmax(96px, 1fr)", widthMin: 96 },
  { id: "environment", title: "Environment", width: "minmax(100px, 0.8fr)", widthMin: 100 },
  { id: "variant", title: "Variant", width: "minmax(96px, 1fr)", widthMin: 96 },
  { id: "direction", title: "Direction", width: "88px", widthMin: 88 },
  { id: "language", title: "Language", width: "84px", widthMin: 84 },
  { id: "ended_by", title: "Ended by", width: "96px", widthMin: 96 },
  { id: "entries", title: "Log entries", width: "92px", widthMin: 92, number: true },
  { id: "id", title: "Id", width: "minmax(160px, 1.2fr)", widthMin: 160 },
];

const BY_ID = new Map<string, Column>(COLUMNS.map((column) => [column.id, column]));

const SHOWN_AT_FIRST: readonly ColumnId[] = COLUMNS.slice(0, 11).map((column) => column.id);

/** Reads a choice of columns, stored as a list or shared as text with commas. */
export function readColumns(stored: unknown): readonly ColumnId[] {
  const names: unknown[] = typeof stored === "string" ? stored.split(",") : Array.isArray(stored) ? stored : [];
  const chosen = [...new Set(names.flatMap((name) => BY_ID.get(String(name))?.id ?? []))];
  return chosen.length === 0 ? SHOWN_AT_FIRST : chosen;
}

/** Returns the columns of a choice, in its order. */
export function columnsOf(chosen: readonly ColumnId[]): Column[] {
  return chosen.flatMap((id) => BY_ID.get(id) ?? []);
}

/** Moves one column a place towards the start (-1) or the end (+1); at the edge nothing changes. */
export function moved(chosen: readonly ColumnId[], id: ColumnId, by: -1 | 1): ColumnId[] {
  const at = chosen.indexOf(id);
  const other = chosen[at + by];
  if (at < 0 || other === undefined) return [...chosen];
  return chosen.map((column) => (column === id ? other : column === other ? id : column));
}

/** Puts one column where another stands. */
export function placed(chosen: readonly ColumnId[], id: ColumnId, before: ColumnId): ColumnId[] {
  if (id === before) return [...chosen];
  const rest = chosen.filter((column) => column !== id);
  const at = rest.indexOf(before);
  return chosen.indexOf(id) < chosen.indexOf(before) ? rest.toSpliced(at + 1, 0, id) : rest.toSpliced(at, 0, id);
}

/** Shows or hides one column; the last one cannot be hidden. */
export function switched(chosen: readonly ColumnId[], id: ColumnId, on: boolean): ColumnId[] {
  if (on) return chosen.includes(id) ? [...chosen] : [...chosen, id];
  return chosen.length === 1 ? [...chosen] : chosen.filter((column) => column !== id);
}

export const isUsual = (chosen: readonly ColumnId[]): boolean => chosen.join() === SHOWN_AT_FIRST.join();
