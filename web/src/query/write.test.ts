import { describe, expect, it } from "vitest";
import { withinTimes } from "./write";

const at = (text: string): number => new Date(text).getTime();

describe("a query about the lines of some seconds", () => {
  it("names them as clocks show them, the last one included", () => {
    const condition = "time:2026-05-12T14:00:00..2026-05-12T14:29:59";
    const [from, until] = [at("2026-05-12T14:00:00"), at("2026-05-12T14:30:00")];
    expect(withinTimes("", from, until)).toBe(condition);
    expect(withinTimes(" level:error since:1d  x ", from, until)).toBe(`level:error x ${condition}`);
    expect(withinTimes("time:yesterday until:2026-05-13", from, until)).toBe(condition);
    expect(withinTimes('a OR "since:1d"', from, until)).toBe(`(a OR "since:1d") ${condition}`);
    expect(withinTimes('"since:1d"', from, until)).toBe(`"since:1d" ${condition}`);
  });
});
