import { describe, expect, it } from "vitest";
import type { OutlineEvent, PlacedEntry, TurnPiece } from "../../api/types";
import { at, review } from "../model/fixture";
import { INITIAL } from "../model/layer";
import { findKey } from "../model/link";
import { isFailure, type Row, rowsOf, type View } from "../model/rows";
import { EVERYTHING, makeFilter } from "../model/search";
import type { Source } from "./fetch";
import { Shelf } from "./held";
import { Hunt } from "./hunt";
import { Pieces } from "./pieces";
import { needsOf } from "./use";
import { replacement } from "../transcript/useLostRow";

const LINES = 1000;
const GRAVE = [3, 450, 999];
const usual: View = { layers: INITIAL, filter: EVERYTHING, open: new Set(), unfolded: new Set() };
const unfolded: View = { ...usual, unfolded: new Set(["event work"]) };

const idOf = (line: number): string => line.toString(16).padStart(32, "0");
const cursorOf = (line: number): string => `1-${line.toString(16).padStart(48, "0")}`;

function placed(line: number): PlacedEntry {
  const level = GRAVE.includes(line) ? "error" : "info";
  const entry = { level, content: `Line ${String(line)}`, timestamp: at(line + 100) };
  return { id: idOf(line), entry, turn_id: "t1", event_id: "work", cursor: cursorOf(line) };
}

function work(): OutlineEvent {
  const steps = [200, 400, 600, 800].map((line) => ({ after: cursorOf(line - 1), time: at(line + 100) }));
  const counts = { entries: LINES, warnings: 0, errors: GRAVE.length };
  const times = { started_at: at(100), ended_at: at(2000), duration_ms: 1900 };
  return { id: "work", name: "work", status: "ended", outcome: "logged_error", ...times, ...counts, steps };
}

/** A server with one turn, and in it one function of a thousand lines. */
class Asked implements Source {
  readonly asked: string[] = [];
  isDown = false;

  readonly entries: Source["entries"] = (query) => {
    this.asked.push(`entries ${JSON.stringify(query)}`);
    if (this.isDown) return Promise.reject(new Error("the server does not answer"));
    const all = Array.from({ length: LINES }, (_, line) => placed(line)).filter(
      ({ entry }) =>
        (query.level === undefined || entry["level"] === "error") &&
        (query.text === undefined || String(entry["content"]).toLowerCase().includes(query.text)),
    );
    const around = all.findIndex(({ id }) => id === query.around);
    if (query.around !== undefined && around < 0) return Promise.resolve({ entries: [], earlier: null, later: null });
    const behind = all.findIndex(({ cursor }) => cursor > (query.after ?? ""));
    const from =
      query.around === undefined
        ? behind < 0
          ? all.length
          : behind
        : Math.max(0, around - Math.floor(query.limit / 2));
    const entries = all.slice(from, from + query.limit);
    const hasMore = from + entries.length < all.length;
    return Promise.resolve({ entries, earlier: null, later: hasMore ? (entries.at(-1)?.cursor ?? null) : null });
  };

  readonly turns: Source["turns"] = (query) => {
    this.asked.push(`turns ${JSON.stringify(query)}`);
    if (this.isDown) return Promise.reject(new Error("the server does not answer"));
    const { steps: _steps, name, ...event } = work();
    const fields = { user_input: "Please begin", user_input_datetime: at(50) };
    const own = { number: 1, id: "t1", started_at: at(0), fields, spans: [], cut: [] };
    const turn: TurnPiece = { ...own, events: [{ ...event, cut: [], fields: { name, arguments: { size: 4 } } }] };
    return Promise.resolve({ turns: (query.from ?? 0) > 1 ? [] : [turn], next: null });
  };
}

function open(shelf?: Shelf): { source: Asked; pieces: Pieces } {
  const source = new Asked();
  const { turns: _turns, ...head } = review([], { counts: { ...review([]).counts, entries: LINES } });
  const marks = GRAVE.map((line) => ({ id: idOf(line), time: at(line + 100), level: "error", turn: 1, event: "work" }));
  const turn = { number: 1, id: "t1", started_at: at(0), events: [work()], spans: [] };
  return { source, pieces: new Pieces(source, { head, turns: [turn], marks }, shelf) };
}

const rowsIn = (pieces: Pieces, view: View): readonly Row[] => rowsOf(pieces.get(), view);
const outline = (rows: readonly Row[]): string[] =>
  rows.map((row) => (row.kind === "absent" ? `${row.what} ${String(row.count)}` : row.kind));

/** Waits until nothing is asked for any more. */
async function settled(pieces: Pieces): Promise<void> {
  await new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, 20);
    pieces.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(resolve, 20);
    });
  });
}

/** As many lines as the rows stand for. */
function linesOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => {
    if (row.kind === "entry") return sum + 1;
    return row.kind === "absent" && row.event !== undefined ? sum + row.count : sum;
  }, 0);
}

describe("a conversation in pieces", () => {
  it("has a row for everything before anything but its outline is at hand", () => {
    const { pieces } = open();
    const folded = rowsIn(pieces, usual);
    expect(outline(folded)).toEqual(["turn", "caller 1", "event", "line 1", "line 1", "line 1", "agent 1"]);
    expect(folded.filter(isFailure)).toHaveLength(3);
    expect(folded.find((row) => row.kind === "event")).toMatchObject({ lines: 997, worstLevel: "error" });
    const rows = rowsIn(pieces, unfolded);
    expect(outline(rows).filter((words) => words.startsWith("lines"))).toEqual([
      "lines 199",
      "lines 200",
      "lines 199",
      "lines 200",
      "lines 199",
    ]);
    expect(linesOf(rows)).toBe(LINES);
  });

  it("reads what is in sight, each thing once, and keeps the number of lines", async () => {
    const { pieces, source } = open();
    const rows = rowsIn(pieces, unfolded);
    const third = rows.findIndex((row) => row.kind === "absent" && row.gap?.index === 2);
    pieces.want([...needsOf(rows, third, third).slice(0, 2)]);
    await settled(pieces);
    expect(source.asked.filter((words) => words.includes(cursorOf(399)))).toHaveLength(1);
    const now = rowsIn(pieces, unfolded);
    expect(linesOf(now)).toBe(LINES);
    expect(now.filter((row) => row.kind === "entry" && row.event.id === "work").length).toBeGreaterThanOrEqual(200);
    expect(now.some((row) => row.key === `entry ${idOf(450)}` && row.kind === "entry")).toBe(true);
    pieces.want(needsOf(now, 0, now.length));
    await settled(pieces);
    const all = rowsIn(pieces, unfolded);
    expect(all.filter((row) => row.kind === "absent")).toEqual([]);
    const lines = all.flatMap((row) => (row.kind === "entry" ? [row.entry.id] : []));
    expect(lines).toEqual(Array.from({ length: LINES }, (_, line) => idOf(line)));
  });

  it("shows marked lines without their windows, and what was said with the values of the turn", async () => {
    const { pieces, source } = open();
    const rows = rowsIn(pieces, usual);
    pieces.want(needsOf(rows, 0, rows.length));
    await settled(pieces);
    expect(outline(rowsIn(pieces, usual))).toEqual(["turn", "caller", "event", "entry", "entry", "entry", "latency"]);
    expect(source.asked).toHaveLength(2);
    expect(
      rowsIn(pieces, usual)
        .map((row) => row.key)
        .slice(0, 6),
    ).toEqual(rows.map((row) => row.key).slice(0, 6));
  });

  it("keeps within its bound, and never lets go what is in sight", async () => {
    const shelf = new Shelf(30_000);
    const { pieces } = open(shelf);
    for (const index of [0, 1, 2, 3, 4]) {
      pieces.want([{ kind: "window", turn: 1, event: "work", index }]);
      await settled(pieces);
      expect(shelf.bytes).toBeLessThan(75_000);
      const rows = rowsIn(pieces, unfolded);
      expect(linesOf(rows)).toBe(LINES);
      expect(rows.some((row) => row.key === `entry ${idOf(index * 200 + 50)}`)).toBe(true);
    }
    expect(rowsIn(pieces, unfolded).some((row) => row.key === `entry ${idOf(50)}`)).toBe(false);
  });

  it("says why something could not be read, and reads it when asked again", async () => {
    const { pieces, source } = open();
    const need = { kind: "window", turn: 1, event: "work", index: 1 } as const;
    source.isDown = true;
    pieces.want([need]);
    await settled(pieces);
    expect(pieces.failure(need)?.message).toBe("the server does not answer");
    const asked = source.asked.length;
    pieces.want([need]);
    await settled(pieces);
    expect(source.asked).toHaveLength(asked);
    source.isDown = false;
    pieces.retry(need);
    await settled(pieces);
    expect(pieces.failure(need)).toBeUndefined();
    expect(rowsIn(pieces, unfolded).some((row) => row.key === `entry ${idOf(300)}`)).toBe(true);
  });

  it("finds the window of a linked line, and says that another is not there", async () => {
    const { pieces } = open();
    const { signal } = new AbortController();
    expect(findKey(pieces.get(), `entry ${idOf(777)}`)).toBeUndefined();
    expect(await pieces.find(idOf(777), signal)).toBe(true);
    expect(findKey(pieces.get(), `entry ${idOf(777)}`)?.unfold).toEqual(["event work"]);
    expect(linesOf(rowsIn(pieces, unfolded))).toBe(LINES);
    expect(await pieces.find("f".repeat(32), signal)).toBe(false);
  });

  it("begins at the line that explains it", () => {
    expect(open().pieces.opening).toBe(`entry ${idOf(3)}`);
  });

  it("moves from a window that has come to its first line, or to its last from below", async () => {
    const { pieces } = open();
    const before = rowsIn(pieces, unfolded);
    const gap = before.find((row) => row.kind === "absent" && row.gap?.index === 1)?.key ?? "";
    pieces.want([{ kind: "window", turn: 1, event: "work", index: 1 }]);
    await settled(pieces);
    const rows = rowsIn(pieces, unfolded);
    const [above, below] = [before[0]?.key, before.at(-1)?.key];
    expect(replacement(before, rows, gap, above)).toBe(`entry ${idOf(200)}`);
    expect(replacement(before, rows, gap, below)).toBe(`entry ${idOf(399)}`);
  });
});

describe("a search on the server", () => {
  it("shows what it found below its function, and stops when there is enough to read", async () => {
    const { pieces } = open();
    const filter = makeFilter(undefined, "Line 9");
    const hunt = new Hunt(pieces, filter);
    hunt.start();
    await expect.poll(() => hunt.get().state).toBe("done");
    const { found } = hunt.get();
    expect(found.size).toBe(111);
    const rows = rowsOf(pieces.get(), { ...usual, filter, found });
    expect(outline(rows).slice(0, 3)).toEqual(["turn", "event", "entry"]);
    expect(rows.filter((row) => row.kind === "entry")).toHaveLength(111);

    const wide = new Hunt(pieces, makeFilter(undefined, "Line"));
    wide.start();
    await expect.poll(() => wide.get().state).toBe("more");
    expect(wide.get().found.size).toBe(200);
    wide.more();
    await expect.poll(() => wide.get().found.size).toBe(400);
  });

  it("finds what was said and functions, and by level no line that is fine", async () => {
    const { pieces } = open();
    const said = new Hunt(pieces, makeFilter(undefined, "please BEGIN"));
    said.start();
    await expect.poll(() => said.get().state).toBe("done");
    expect([...said.get().found]).toEqual(["caller 1"]);
    const errors = new Hunt(pieces, makeFilter("error", undefined));
    errors.start();
    await expect.poll(() => errors.get().state).toBe("done");
    expect([...errors.get().found]).toEqual(GRAVE.map((line) => `entry ${idOf(line)}`));
  });

  it("says when it could not go on, and goes on from there", async () => {
    const { pieces, source } = open();
    const hunt = new Hunt(pieces, makeFilter(undefined, "Line 99"));
    source.isDown = true;
    hunt.start();
    await expect.poll(() => hunt.get().state).toBe("failed");
    source.isDown = false;
    hunt.more();
    await expect.poll(() => hunt.get().state).toBe("done");
    expect(hunt.get().found.size).toBe(11);
  });
});
