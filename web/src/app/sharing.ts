/**
 * Sharing the screen: while personal data is covered, the address shows none either. A filter that may say who somebody
 * is stands there as a token, and only this tab knows what it stands for, so that reload, back and forward still work.
 */

import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { readSearch, writeSearch } from "./address";
import { recall } from "./remembered";
import { recallInTab, rememberInTab } from "./tabMemory";
import { useBlur } from "./theme";

type Search = Record<string, unknown>;

/** Who is looked for, and the words of a search, which can be anybody's. */
const PERSONAL: ReadonlySet<string> = new Set(["contact", "contact_last4", "text", "query", "q"]);
/** Whose value is an address itself. */
const ADDRESS = "from";

const TOKEN = /^covered-[0-9a-f]{16}$/;
const STORED_AS = "covered";

/** Whether personal data is covered. */
export function isCovered(): boolean {
  return recall("blur") === "true";
}

/** Returns what the address says of a search. */
export function toAddress(search: Search): string {
  return writeSearch(isCovered() ? map(search, tokenOf) : search);
}

/** Returns the search that an address means. A token of another tab, or of before the log-out, means nothing. */
export function fromAddress(text: string): Search {
  return map(readSearch(text), (value) => (TOKEN.test(value) ? vault()[value] : value));
}

/** Makes the address say what it may say: when the reader covers, and after every step back to an older entry. */
export function useCoveredAddress(): void {
  const [covered] = useBlur();
  const search = useRouterState({ select: ({ location }) => location.search as Search });
  useEffect(() => {
    const { pathname, search: shown, hash } = window.location;
    const wanted = toAddress(search);
    // Past the router, to which both addresses are the same place.
    if (shown !== wanted) window.history.replaceState(window.history.state, "", pathname + wanted + hash);
  }, [covered, search]);
}

function map(search: Search, change: (value: string) => string | undefined): Search {
  const changed = Object.entries(search).map(([name, value]): [string, unknown] => {
    const one = (inner: unknown): unknown => (typeof inner === "string" ? change(inner) : inner);
    if (PERSONAL.has(name)) return [name, Array.isArray(value) ? value.map(one) : one(value)];
    return [name, name === ADDRESS && typeof value === "string" ? mapAddress(value, change) : value];
  });
  return Object.fromEntries(changed.filter(([, value]) => value !== undefined));
}

function mapAddress(address: string, change: (value: string) => string | undefined): string {
  const at = address.indexOf("?");
  return at < 0 ? address : address.slice(0, at) + writeSearch(map(readSearch(address.slice(at)), change));
}

/** The token for a value, always the same one. It is made by chance: what is made from a number can be guessed back. */
function tokenOf(value: string): string {
  const known = vault();
  const there = Object.keys(known).find((token) => known[token] === value);
  if (there !== undefined) return there;
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  const token = `covered-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  rememberInTab(STORED_AS, { ...known, [token]: value });
  return token;
}

function vault(): Readonly<Record<string, string>> {
  const stored = recallInTab(STORED_AS);
  return typeof stored === "object" && stored !== null ? (stored as Record<string, string>) : {};
}
