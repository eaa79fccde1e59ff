import { expect, it } from "vitest";
import { asNumber, isExact, parse, parseAnswer, stringify } from "./json";

/** What JavaScript would write otherwise. */
const EXACT = [
  "9007199254740993",
  "-9007199254740995",
  "12345678901234567890123",
  "1.0",
  "-7.50",
  "0.000",
  "-0",
  "-0.0",
  "1e400",
  "-1E+400",
  "1e-400",
  "1e2",
  "2.5E-3",
  "0.0000001",
  "3.14159265358979323846",
  "0.1000000000000000055511151231257827",
];

/** What it writes as it came. */
const PLAIN = ["0", "17", "-1", "0.5", "1204.5", "9007199254740991", "0.1", "1.7976931348623157e+308", "5e-324"];

it.each(EXACT)("keeps %s as it was written, wherever it stands", (written) => {
  for (const text of [written, `[${written}]`, `{"a":{"b":[1,${written},"x"]}}`, `{"__proto__":${written}}`]) {
    expect(stringify(parse(text))).toBe(text);
  }
  const value = parse(written);
  expect(isExact(value) && String(value)).toBe(written);
});

it.each(PLAIN)("reads %s as a plain number", (written) => {
  expect(parse(written)).toBe(Number(written));
  expect(stringify(parse(written))).toBe(written);
});

it("does not touch what only looks like a number", () => {
  const text = String.raw`{"1.0":"1.0","a":"\",1e400,\"","b":"\u0031.0","c":[true,null,"-0"]}`;
  expect(parse(text)).toEqual(JSON.parse(text));
});

it("refuses what is no JSON, and lets the last of two values of one name hold", () => {
  for (const text of ["", "01", "1.", "[1,]", "NaN", '{"a":1', "'a'"]) expect(() => parse(text), text).toThrow(SyntaxError);
  expect(stringify(parse('{"a":1.0,"a":2.0}'))).toBe('{"a":2.0}');
});

it("gives the same object for the same writing, so that nothing seems to have changed", () => {
  expect(parse("1.0")).toBe(parse("1.0"));
});

it("reckons with exact numbers, and with none that no number can hold", () => {
  expect([asNumber(parse("1.0")), asNumber(3), asNumber(parse("1e400")), asNumber("1"), asNumber(null)]).toEqual([
    1,
    3,
    undefined,
    undefined,
    undefined,
  ]);
});

it("gives the numbers of the API itself as plain ones, and leaves those of producers alone", () => {
  const text =
    '{"duration_ms":150.0,"counts":{"turns":2},"fields":{"latency":0.80},"metrics":[{"value":1.0}],' +
    '"turns":[{"number":1,"events":[{"duration_ms":1e3,"entries":[{"entry":{"order":9007199254740993}}]}]}]}';
  const answer = parseAnswer(text) as Record<string, unknown>;
  expect(answer["duration_ms"]).toBe(150);
  expect(stringify(answer)).toBe(text.replace("150.0", "150").replace("1e3", "1000"));
});

it("writes with indents as JSON.stringify does", () => {
  const value = { a: [1, { b: "x\u2028\n" }], c: {}, d: [], e: null };
  expect(stringify(value, 2)).toBe(JSON.stringify(value, null, 2));
});
