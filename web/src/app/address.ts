/** How search params stand in the address: plain text that a person can read and change, repeated for lists. */

/** Reads an address's search part. A name that stands more than once is a list. */
export function readSearch(text: string): Record<string, unknown> {
  const params = new URLSearchParams(text);
  const names = [...new Set(params.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = params.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}

/** Writes it, in the order given, leaving out what is not there. */
export function writeSearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === "string" || typeof one === "number" || typeof one === "boolean")
        params.append(name, String(one));
    }
  }
  const text = params.toString().replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%2F", "/");
  return text === "" ? "" : `?${text}`;
}
