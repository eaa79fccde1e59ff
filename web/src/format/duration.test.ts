import { expect, it } from "vitest";
import { duration, parseDuration, runningClock } from "./duration";

it.each([
  [0, "0 ms"],
  [0.4, "< 1 ms"],
  [12.4, "12 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [9_949, "9.9 s"],
  [9_951, "10 s"],
  [59_600, "1 min"],
  [95_000, "1 min 35 s"],
  [3_600_000, "1 h"],
  [5_430_000, "1 h 30 min"],
])("writes %d ms as %s", (ms, text) => expect(duration(ms)).toBe(text));

it.each([
  ["90", 90_000],
  ["90s", 90_000],
  ["1m30s", 90_000],
  ["1 min 30 s", 90_000],
  ["1.5h", 5_400_000],
  ["250 ms", 250],
  ["", null],
  ["soon", null],
  ["5 parsecs", null],
])("reads %j", (text, ms) => expect(parseDuration(text)).toBe(ms));

it("reads back what it writes", () => {
  for (const ms of [250, 5_000, 95_000, 5_400_000]) expect(parseDuration(duration(ms))).toBe(ms);
});

it("keeps a running clock's width within its minute", () => {
  expect(runningClock(7_900)).toBe("0:07");
  expect(runningClock(247_000)).toBe("4:07");
  expect(runningClock(3_753_000)).toBe("1:02:33");
  expect(runningClock(-5)).toBe("0:00");
});
