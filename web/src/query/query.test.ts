import { describe, expect, it } from "vitest";
import source from "../../../crates/convlog-core/src/query/language/names.rs?raw";
import { parse } from "../api/json";
import { wrongPart } from "./check";
import { complete, completed } from "./complete";
import { NAMES } from "./names";
import { hasAlternatives, isAboutTime, termsOf } from "./terms";
import { onField, onKey, withCondition, writeValue, type Scalar } from "./write";

const CHOICES = { environments: ["live"], channels: [], variants: ['The "new" one'], functions: ["book_table", "crm"] };

const offered = (text: string, caret = text.length): string[] | undefined =>
  complete(text, caret, CHOICES)?.options.map(({ shown }) => shown);

describe("completion", () => {
  it("offers the names that begin with what is typed, wherever the word stands", () => {
    expect(offered("lev")).toEqual(["level:"]);
    expect(offered("a b (-LEV")).toEqual(["level:"]);
    expect(offered("lev x", 3)).toEqual(["level:"]);
  });

  it("offers nothing where no letter is typed, inside of quotation marks, or for names that nobody knows", () => {
    for (const text of ["", "level:error ", '"lev', '"a lev', "vendor:", "10:30"])
      expect(offered(text)).toBeUndefined();
  });

  it("offers the values of a name, and those of this project", () => {
    expect(offered("level:")).toEqual(["info", "warning", "error"]);
    expect(offered("-outcome:r")).toEqual(["raised"]);
    expect(offered("function:b")).toEqual(["book_table"]);
    expect(offered('variant:"the other"')).toBeUndefined();
    expect(offered('variant:"th')).toEqual(['The "new" one']);
  });

  it("puts a choice in the place of what was typed, quoted where it has to be, and goes on behind it", () => {
    const take = (text: string, caret = text.length): { text: string; caret: number } | undefined => {
      const found = complete(text, caret, CHOICES);
      const [option] = found?.options ?? [];
      return found === undefined || option === undefined ? undefined : completed(text, found, option);
    };
    expect(take("a lev b", 5)).toEqual({ text: "a level: b", caret: 8 });
    expect(take('-variant:"th')?.text).toBe('-variant:"The \\"new\\" one" ');
    expect(take("level:e b", 7)).toEqual({ text: "level:error b", caret: 12 });
  });

  it("knows the short names that the server knows", () => {
    const groups = [...source.matchAll(/name\(\s*&\[((?:"[^"]+"(?:, )?)+)\],\s*&\[/g)].map(([, names]) => names ?? "");
    const known = groups.flatMap((names) => [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => name));
    expect(known.length).toBeGreaterThan(40);
    expect(NAMES.map(({ name }) => name).sort()).toEqual(known.sort());
  });
});

describe("a condition that is chosen and not typed", () => {
  it("keeps texts apart from numbers and truths, and every digit", () => {
    const written = (value: unknown): string => writeValue(value as Scalar);
    expect([409, "409", true, "true", -1.5].map(written)).toEqual(["409", '"409"', "true", '"true"', "-1.5"]);
    expect(written(parse("9007199254740993"))).toBe("9007199254740993");
    expect(written('say "a\\b"')).toBe('"say \\"a\\\\b\\""');
  });

  it("names a key of an entry so that it is read as this key", () => {
    const named = (...path: string[]): string | undefined => onKey(path, 1);
    expect(named("vendor")).toBe("vendor:1");
    expect(named("vendor", "id")).toBe("vendor.id:1");
    expect(named("größe")).toBe("größe:1");
    expect(named("rate limit")).toBe('"rate limit":1');
    expect(named("a.b", 'c"d')).toBe('"a.b"."c\\"d":1');
    expect(named("-x")).toBe('"-x":1');
    expect(named("function")).toBe("entry.function:1");
    expect(named("http", "status")).toBe("entry.http.status:1");
    expect(named("http", "other")).toBe("http.other:1");
    expect(named("span", "x")).toBe("entry.span.x:1");
    expect(named("409")).toBe("entry.409:1");
    expect(named("")).toBeUndefined();
  });

  it("is added once, takes the place of its opposite, and binds more than OR", () => {
    const live = onField("env", "live");
    expect(withCondition("", live, "only")).toBe('env:"live"');
    expect(withCondition(' a  "b c" ', live, "not")).toBe('a "b c" -env:"live"');
    expect(withCondition('env:"live" a', live, "only")).toBe('a env:"live"');
    expect(withCondition('env:"live" a', live, "not")).toBe('a -env:"live"');
    expect(withCondition("a OR b", live, "only")).toBe('(a OR b) env:"live"');
    expect(withCondition("(a OR b)", live, "only")).toBe('(a OR b) env:"live"');
  });
});

describe("the terms of a query", () => {
  it("are told apart outside of brackets and quotation marks", () => {
    expect(termsOf('a:"b \\" c" (d OR e)  -f')).toEqual(['a:"b \\" c"', "(d OR e)", "-f"]);
    expect(hasAlternatives('"a OR b"')).toBe(false);
    expect(hasAlternatives("a OR b")).toBe(true);
  });

  it("are about time only where a name says so", () => {
    for (const text of ["since:1d", "a (until:today)", "-time:yesterday", "entry.timestamp:>1d"]) {
      expect(isAboutTime(text)).toBe(true);
    }
    for (const text of ["", '"since:1d"', "a_since:1", "since", 'a:"x since:1d"'])
      expect(isAboutTime(text)).toBe(false);
  });
});

describe("what cannot be read of a query", () => {
  it("is underlined by whole characters, and at the end by an empty place", () => {
    expect(wrongPart("😀 turn:x b", { from: 2, to: 8 })).toEqual(["😀 ", "turn:x", " b"]);
    expect(wrongPart("a -", { from: 3, to: 3 })).toEqual(["a -", " ", ""]);
  });
});
