import { expect, it, vi } from "vitest";
import { findBinding, keysOf } from "./Hotkeys";

const event = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
const binding = (keys: string, does: string, also?: string) => ({
  keys,
  does,
  run: vi.fn(),
  ...(also ? { also } : {}),
});

it("names keys alike on every system and with caps lock", () => {
  expect(keysOf(event("k", { metaKey: true }))).toBe("Ctrl+k");
  expect(keysOf(event("J"))).toBe("j");
  expect(keysOf(event("Escape"))).toBe("Escape");
});

it("gives a key to the latest scope that binds it", () => {
  const scopes = [
    { name: "list", bindings: [binding("j", "next row", "ArrowDown"), binding("Ctrl+K", "commands")] },
    { name: "review", bindings: [binding("j", "next turn")] },
  ];
  expect(findBinding(scopes, "j")?.does).toBe("next turn");
  expect(findBinding(scopes, "ArrowDown")?.does).toBe("next row");
  expect(findBinding(scopes, "Ctrl+k")?.does).toBe("commands");
  expect(findBinding(scopes, "x")).toBeUndefined();
});
