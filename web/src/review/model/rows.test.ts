import { describe, expect, it } from "vitest";
import { at, entry, event, failedBooking, review, turn } from "./fixture";
import { entryContent, eventName } from "./field";
import { INITIAL, type LayerId } from "./layer";
import { isFailure, type Row, rowsOf, type View } from "./rows";
import { EVERYTHING, makeFilter } from "./search";
import type { Review } from "./shape";
import { eventsOf, treeOf } from "./tree";

const usual: View = { layers: INITIAL, filter: EVERYTHING, open: new Set(), unfolded: new Set() };

function outline(of: Review, view: Partial<View> = {}): string[] {
  return rowsOf(of, { ...usual, ...view }).map((row) => `${"  ".repeat(row.depth)}${words(row)}`);
}

function words(row: Row): string {
  if (row.kind === "entry") return `${row.level} ${entryContent(row.entry)}`;
  if (row.kind === "event") return `${eventName(row.event)} +${String(row.lines)}`;
  if (row.kind === "fold") return `fold +${String(row.lines)}`;
  return row.kind;
}

describe("rowsOf", () => {
  it("shows a turn in the order of time, with warnings and errors below the functions that wrote them", () => {
    expect(outline(failedBooking())).toEqual([
      "turn",
      "caller",
      "book_table +2",
      "  reserve +1",
      "    span",
      "    warning Slot is being held",
      "    error Reservation refused",
      "latency",
      "agent",
    ]);
  });

  it("unfolds the lines of one function without those of the functions it called", () => {
    const shown = outline(failedBooking(), { unfolded: new Set(["event book_table"]) });
    expect(shown).toContain("  info Validated inputs");
    expect(shown).not.toContain("    info Reserving");
  });

  it("opens a function in place, with its detail before its lines", () => {
    const shown = outline(failedBooking(), { open: new Set(["event reserve"]) });
    expect(shown.slice(3, 6)).toEqual(["  reserve +1", "    detail", "    info Reserving"]);
  });

  it("never hides a failure, whatever layers are off", () => {
    const shown = outline(failedBooking(), { layers: new Set() });
    expect(shown).toContain("    error Reservation refused");
    expect(shown).toContain("  reserve +0");
    const calm = review([turn(1, 0, { events: [event("look_up", 5, { entries: [entry(6, "info", "Found")] })] })]);
    expect(outline(calm, { layers: new Set<LayerId>(["logs"]) })).toEqual(["turn", "fold +1"]);
  });

  it("folds runs of lines outside any function, and begins a new run after what interrupts them", () => {
    const lines = [entry(1, "info", "a"), entry(2, "info", "b"), entry(3, "error", "c"), entry(4, "info", "d")];
    expect(outline(review([turn(1, 0, { events: [event(null, 1, { entries: lines })] })]))).toEqual([
      "turn",
      "fold +2",
      "error c",
      "fold +1",
    ]);
  });

  it("shows a line that a link leads to, although it is folded or its layer is off", () => {
    const line = entry(6, "info", "Found");
    const of = review([turn(1, 0, { events: [event("look_up", 5, { entries: [line] })] })]);
    expect(outline(of, { pinned: `entry ${line.id}` })).toContain("  info Found");
    expect(outline(of, { pinned: `entry ${line.id}`, layers: new Set<LayerId>(["tools"]) })).toContain("  info Found");
  });

  it("shows with a filter only what it finds, below the functions it belongs to", () => {
    expect(outline(failedBooking(), { filter: makeFilter("error", "refused") })).toEqual([
      "turn",
      "book_table +0",
      "  reserve +0",
      "    error Reservation refused",
    ]);
    expect(outline(failedBooking(), { filter: makeFilter(undefined, "TAKEN") })).toContain(
      "    error Reservation refused",
    );
    expect(outline(failedBooking(), { filter: makeFilter(undefined, "nowhere") })).toEqual([]);
  });

  it("gives every row a key of its own", () => {
    const keys = rowsOf(failedBooking(), { ...usual, open: new Set(["event reserve"]) }).map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("counts functions that failed and error lines as failures, and refused requests not", () => {
    const found = rowsOf(failedBooking(), usual).filter(isFailure);
    expect(found.map(words)).toEqual(["book_table +2", "reserve +1", "error Reservation refused"]);
  });

  it("counts what never finished as a failure, and what was cancelled not, though both logged nothing", () => {
    const open = event("open", 1, { status: "unfinished" });
    const cancelled = event("cancelled", 2, { fields: { cancelled_by: "barge-in" } });
    const of = review([turn(1, 0, { events: [open, cancelled, event("done", 3)] })]);
    expect(rowsOf(of, usual).filter(isFailure).map(words)).toEqual(["open +0"]);
    expect(outline(of, { filter: makeFilter("error", "") })).toEqual(["turn", "open +0"]);
    expect(outline(of, { filter: makeFilter(undefined, "barge") })).toEqual(["turn", "cancelled +0"]);
  });

  it("keeps functions that claim each other as parents", () => {
    const circle = [
      event("a", 1, { fields: { parent_id: "b" } }),
      event("b", 2, { fields: { parent_id: "a" } }),
      event("c", 3, { fields: { parent_id: "c" } }),
    ];
    const names = [...eventsOf(treeOf(turn(1, 0, { events: circle })))].map(({ node }) => node.event.id);
    expect(names).toEqual(["a", "b", "c"]);
  });

  it("takes ten thousand entries in the time of a frame or few", () => {
    const turns = Array.from({ length: 200 }, (_, number) =>
      turn(number + 1, number * 1000, {
        events: [event(`f${String(number)}`, 1, { entries: Array.from({ length: 50 }, () => entry(2, "info", "x")) })],
      }),
    );
    const of = review(turns, { started_at: at(0) });
    expect(rowsOf(of, usual)).toHaveLength(400);
    const unfolded = new Set(turns.map((one) => `event f${String(one.number - 1)}`));
    expect(rowsOf(of, { ...usual, unfolded })).toHaveLength(10_400);
  });
});
