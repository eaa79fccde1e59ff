import { expect, it } from "vitest";
import type { Json } from "../model/shape";
import { messagesOf, type Message, type Part } from "./messages";

function inShort(messages: readonly Message[] | undefined): string[] | undefined {
  return messages?.map((message) => {
    const rest = message.rest.map(([key]) => key);
    return [message.role, ...message.parts.map(ofPart), ...rest].join(" | ");
  });
}

function ofPart(part: Part): string {
  if (part.kind === "words") return `${part.text} @${part.at}`;
  if (part.kind === "call") return `asks for ${part.name}`;
  return `${part.label ?? ""} ${JSON.stringify(part.value)} @${part.at}`;
}

it.each<[string, Json, string[]]>([
  [
    "a list of messages",
    [
      { role: "system", content: "Be kind" },
      { role: "user", content: "Hello" },
    ],
    ["system | Be kind @/input/0/content", "user | Hello @/input/1/content"],
  ],
  ["one message", { role: "assistant", content: "Hello" }, ["assistant | Hello @/input/content"]],
  [
    "a request with the messages inside",
    { messages: [{ role: "user", content: "Hi" }] },
    ["user | Hi @/input/messages/0/content"],
  ],
  [
    "calls of functions, without words",
    [{ role: "assistant", content: null, tool_calls: [{ id: "1", function: { name: "book", arguments: "{}" } }] }],
    [
      'assistant | asks for book |  "{}" @/input/0/tool_calls/0/function/arguments |  {"id":"1"} @/input/0/tool_calls/0',
    ],
  ],
  [
    "what a function answered, with the id of its call",
    [{ role: "tool", tool_call_id: "1", content: "done" }],
    ["tool | done @/input/0/content | tool_call_id"],
  ],
  [
    "words in blocks, among a call and a result",
    [
      {
        role: "assistant",
        content: [
          { type: "text", text: "Let me see" },
          { type: "tool_use", id: "1", name: "look", input: { a: 1 } },
          { type: "image", source: "x" },
        ],
      },
    ],
    [
      'assistant | Let me see @/input/0/content/0/text | asks for look |  {"a":1} @/input/0/content/1/input | ' +
        ' {"id":"1"} @/input/0/content/1 | image {"type":"image","source":"x"} @/input/0/content/2',
    ],
  ],
  [
    "words in parts",
    { contents: [{ role: "model", parts: [{ text: "Yes" }, { functionCall: { name: "look", args: {} } }] }] },
    ["model | Yes @/input/contents/0/parts/0/text | asks for look |  {} @/input/contents/0/parts/1/functionCall/args"],
  ],
  [
    "words with something beside them, of which nothing is left out",
    [{ role: "user", content: [{ type: "text", text: "Hi", cache: true }] }],
    ['user | Hi @/input/0/content/0/text |  {"type":"text","cache":true} @/input/0/content/0'],
  ],
])("reads %s", (_name, value, expected) => {
  expect(inShort(messagesOf(value, "/input"))).toEqual(expected);
});

it.each<[string, Json]>([
  ["words", "Hello"],
  ["nothing", null],
  ["an empty list", []],
  ["a list in which one is no message", [{ role: "user", content: "Hi" }, 3]],
  ["an object that is no message", { temperature: 0.2 }],
  ["a request with more than its messages", { messages: [{ role: "user", content: "Hi" }], temperature: 0.2 }],
  ["a role that is no word", [{ role: 7, content: "Hi" }]],
])("leaves %s as it came", (_name, value) => {
  expect(messagesOf(value, "/input")).toBeUndefined();
});
