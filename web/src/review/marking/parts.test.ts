import { expect, it } from "vitest";
import { FIELDS_MAX, places, wanted, type Part } from "./parts";

const line: Part = {
  kind: "log",
  id: "0af7",
  fields: { level: "info", content: "met", is_pii: false, timestamp: "x", logger: "l", "a/b": { c: [1, null] } },
};

it("offers every value of a line but its fixed keys", () => {
  expect(places(line)).toEqual(["/content", "/a~1b", "/a~1b/c", "/a~1b/c/0"]);
});

it("offers of a function event what can be hidden", () => {
  const fields = { name: "look_up", started_at: "x", arguments: { phone: "1" }, error: { message: "m" } };
  expect(places({ kind: "function_event", id: "e", fields })).toEqual([
    "/arguments",
    "/arguments/phone",
    "/error",
    "/error/message",
  ]);
});

it("offers no more than a list can show", () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, at]));
  expect(places({ kind: "log", id: "e", fields: many })).toHaveLength(FIELDS_MAX);
});

it("asks for what was chosen, and for nothing while that is missing", () => {
  const event: Part = { kind: "function_event", id: "e", fields: {} };
  expect(wanted(line, "line", "/content", "x")).toEqual({ entry: "0af7" });
  expect(wanted(line, "field", "/content", "x")).toEqual({ entry: "0af7", path: "/content" });
  expect(wanted(event, "value", "", " zeb quill ")).toEqual({ event: "e", value: "zeb quill" });
  expect(wanted(event, "line", "", "x")).toBeUndefined();
  expect(wanted(line, "field", "", "x")).toBeUndefined();
  expect(wanted(line, "value", "/content", "  ")).toBeUndefined();
});

it("offers of a turn and of a span what can be hidden, and names them", () => {
  const turn: Part = { kind: "turn", id: "t1", fields: { number: 1, user_input: "it is zeb quill", is_ood: false } };
  const span: Part = { kind: "span", id: "s1", fields: { kind: "llm", model: "m", input: [{ role: "user" }] } };
  expect(places(turn)).toEqual(["/user_input"]);
  expect(places(span)).toEqual(["/input", "/input/0", "/input/0/role"]);
  expect(wanted(turn, "field", "/user_input", "")).toEqual({ turn: "t1", path: "/user_input" });
  expect(wanted(span, "value", "", "zeb")).toEqual({ span: "s1", value: "zeb" });
  expect(wanted(turn, "line", "", "")).toBeUndefined();
});
