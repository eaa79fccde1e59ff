import { expect, it } from "vitest";
import { isShown, readViews, renamed, saved } from "./views";

const NONE = { saved: [], usual: null };

it("saves a view without what is open, in the place of its namesake", () => {
  const once = saved(NONE, { name: "Bad", search: { has: ["errors"], open: "CA42" } });
  const twice = saved(once, { name: "Bad", search: { has: ["warnings"] } });
  expect(once.saved).toEqual([{ name: "Bad", search: { has: ["errors"] } }]);
  expect(twice.saved).toEqual([{ name: "Bad", search: { has: ["warnings"] } }]);
});

it("renames the view one begins with along, and never onto another", () => {
  const views = {
    saved: [
      { name: "a", search: {} },
      { name: "b", search: {} },
    ],
    usual: "a",
  };
  expect(renamed(views, "a", "c").usual).toBe("c");
  expect(renamed(views, "a", "b")).toBe(views);
});

it("drops stored views that make no sense", () => {
  const stored = {
    saved: [{ name: "ok", search: { since: "7d", open: 3, junk: true } }, { name: 7 }, null],
    usual: "gone",
  };
  expect(readViews(stored)).toEqual({ saved: [{ name: "ok", search: { since: "7d", open: "3" } }], usual: null });
  expect(readViews("text")).toEqual(NONE);
});

it("knows which view is shown, whatever the order of its parts", () => {
  const view = { name: "x", search: { has: ["errors" as const], since: "7d" as const } };
  expect(isShown(view, { since: "7d", has: ["errors"], open: "CA42" })).toBe(true);
  expect(isShown(view, { since: "7d" })).toBe(false);
});
