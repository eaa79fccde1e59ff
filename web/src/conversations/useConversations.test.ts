import { expect, it } from "vitest";
import type { Row } from "../api/types";
import { arrange, countNewcomers, departed } from "./useConversations";

const row = (id: string, minute: number, more: Partial<Row> = {}): Row =>
  ({
    id,
    started_at: `2026-05-12T12:${String(minute).padStart(2, "0")}:00Z`,
    status: "ended",
    turns: 1,
    ...more,
  }) as Row;

it("puts live ones on top and lists each conversation once", () => {
  const old = row("old", 1, { status: "live" });
  const { rows, pinned } = arrange([row("c", 9), row("b", 8), old], [old], [], ["old"]);
  expect(rows.map(({ id }) => id)).toEqual(["old", "c", "b"]);
  expect(pinned).toBe(1);
});

it("shows the newest state of a row without moving it", () => {
  const looked = [row("new", 10), row("b", 8, { turns: 7 })];
  const { rows } = arrange([row("c", 9), row("b", 8)], [], looked, []);
  expect(rows.map(({ id, turns }) => `${id} ${turns}`)).toEqual(["c 1", "b 7"]);
});

it("counts only what began after everything that is shown", () => {
  const shown = [row("c", 9), row("b", 8)];
  expect(countNewcomers(shown, [row("e", 11), row("d", 10), row("c", 9), row("late", 3)])).toBe(2);
  expect(countNewcomers([], [row("a", 1)])).toBe(1);
});

it("asks anew for a live row that is live no more, once", () => {
  const pinned = [row("gone", 1, { status: "live" }), row("here", 2, { status: "live" }), row("told", 3)];
  expect(departed(pinned, [row("here", 2, { status: "live" })]).map(({ id }) => id)).toEqual(["gone"]);
});
