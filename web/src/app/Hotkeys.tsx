/** One registry of keys: it runs them, and the help overlay reads from it what there is. */

import {
  createContext,
  useContext,
  useEffect,
  useRef,
  useSyncExternalStore,
  type ReactNode,
  type RefObject,
} from "react";

export interface Binding {
  /** As `KeyboardEvent.key` says it, with `Ctrl+` before it where needed: "j", "?", "Enter", "Ctrl+K". */
  keys: string;
  /** What it does, as the help overlay says it. */
  does: string;
  run: (event: KeyboardEvent) => void;
  /** Another key that does the same, not shown twice. */
  also?: string;
}

export interface Scope {
  name: string;
  bindings: readonly Binding[];
}

interface Registered {
  name: string;
  area: Area | null;
  current: { bindings: readonly Binding[] };
}

type Area = RefObject<HTMLElement | null>;

const AreaContext = createContext<Area | null>(null);

let scopes: readonly Registered[] = [];
const listeners = new Set<() => void>();

/**
 * A part of the page with keys of its own. What is bound inside it comes first while focus is inside, and last
 * while it is elsewhere: beside the list, `j` belongs to whichever of the two one is in.
 */
export function HotkeyArea({ className, children }: { className?: string | undefined; children: ReactNode }) {
  const area = useRef<HTMLDivElement>(null);
  return (
    <AreaContext value={area}>
      <div ref={area} className={className}>
        {children}
      </div>
    </AreaContext>
  );
}

/** Binds keys while the component is there. Where two scopes bind the same key, the later one has it. */
export function useHotkeys(name: string, bindings: readonly Binding[], enabled = true): void {
  const current = useRef({ bindings });
  const area = useContext(AreaContext);
  useEffect(() => {
    current.current.bindings = bindings;
  });
  useEffect(() => {
    if (!enabled) return;
    const scope = { name, area, current: current.current };
    publish([...scopes, scope]);
    return () => publish(scopes.filter((other) => other !== scope));
  }, [name, area, enabled]);
}

/** The keys that scroll. The browser itself knows them only where the focus is inside of what scrolls. */
export function scrollBindings(scroller: () => HTMLElement | null): Binding[] {
  const by = (screens: number): void => {
    const element = scroller();
    element?.scrollBy({ top: screens * SCREEN_SHARE * element.clientHeight });
  };
  return [
    { keys: "PageDown", also: " ", does: "Next screen; Space too", run: (event) => by(event.shiftKey ? -1 : 1) },
    { keys: "PageUp", does: "Previous screen", run: () => by(-1) },
    { keys: "Home", does: "To the top", run: () => scroller()?.scrollTo({ top: 0 }) },
    { keys: "End", does: "To the end", run: () => scroller()?.scrollTo({ top: scroller()?.scrollHeight ?? 0 }) },
  ];
}

/** A line or two stay in sight, so that one finds one's place again. */
const SCREEN_SHARE = 0.9;

/** Returns what is bound now, for the help overlay. */
export function useBoundKeys(): Scope[] {
  const all = useSyncExternalStore(subscribe, () => scopes);
  return all.map(({ name, current }) => ({ name, bindings: current.bindings }));
}

/** Returns the key of an event in the form of `Binding.keys`. */
export function keysOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
}

/** Returns the binding that a key means, the latest scope first. */
export function findBinding(all: readonly Scope[], keys: string): Binding | undefined {
  const same = (bound: string | undefined): boolean => bound?.toLowerCase() === keys.toLowerCase();
  for (const scope of [...all].reverse()) {
    const found = scope.bindings.find((binding) => same(binding.keys) || same(binding.also));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Starts listening; called once. */
export function listenForHotkeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const keys = keysOf(event);
    if (isTaken(event.target, keys)) return;
    const binding = findBinding(inOrder(event.target), keys);
    if (binding === undefined) return;
    event.preventDefault();
    binding.run(event);
  });
}

/** Whether the focused element has its own use for the key. */
function isTaken(target: EventTarget | null, keys: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (document.querySelector("dialog[open]") !== null) return true;
  if (target.closest("[role=menu], [role=dialog], [role=listbox]") !== null) return true;
  if (keys.startsWith("Ctrl+")) return false;
  const typing =
    target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
  if (typing) return true;
  if (SCROLLING.has(keys) && isInScroller(target)) return true;
  return (keys === "Enter" || keys === " ") && target.matches("a, button, summary, [role=button], input");
}

const SCROLLING: ReadonlySet<string> = new Set([" ", "PageDown", "PageUp", "Home", "End"]);

/** Whether something around the element scrolls up and down, which the browser then does by itself. */
function isInScroller(target: HTMLElement): boolean {
  for (let element: HTMLElement | null = target; element !== null; element = element.parentElement) {
    const scrolls = element.scrollHeight > element.clientHeight + 1;
    if (scrolls && /auto|scroll/.test(getComputedStyle(element).overflowY)) return true;
  }
  return false;
}

/** Returns the scopes with those that come first at the end, as `findBinding` wants them. */
function inOrder(target: EventTarget | null): Scope[] {
  const rank = ({ area }: Registered): number => {
    if (area === null) return 1;
    return target instanceof Node && area.current?.contains(target) === true ? 2 : 0;
  };
  return [...scopes]
    .sort((one, other) => rank(one) - rank(other))
    .map(({ name, current }) => ({ name, bindings: current.bindings }));
}

function publish(next: readonly Registered[]): void {
  scopes = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
