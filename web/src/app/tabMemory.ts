/** What this tab remembers until it is closed or the session is ended, in sessionStorage under `convlog.`. */

const PREFIX = "convlog.";

/** Holds what storage did not take, for as long as the page is there. */
const unstored = new Map<string, string>();

export function recallInTab(key: string): unknown {
  try {
    const text = unstored.get(key) ?? sessionStorage.getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function rememberInTab(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  try {
    sessionStorage.setItem(PREFIX + key, text);
    unstored.delete(key);
  } catch {
    unstored.set(key, text);
  }
}

/** Forgets all of it: the next reader at this tab may be somebody else. */
export function forgetTab(): void {
  unstored.clear();
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Where there is no storage nothing was stored.
  }
}
