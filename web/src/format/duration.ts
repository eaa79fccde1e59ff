/** How durations are written: a number and its unit, in the unit a person would say it in. */

/** Returns milliseconds below a second, seconds below a minute, then minutes and seconds, then hours and minutes. */
export function duration(ms: number): string {
  if (ms < 1) return ms <= 0 ? "0 ms" : "< 1 ms";
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return inTwo(Math.floor(seconds / 60), "min", seconds % 60, "s");
  return inTwo(Math.floor(seconds / 3600), "h", Math.floor((seconds % 3600) / 60), "min");
}

const inTwo = (large: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;

/** Returns a running clock, such as 4:07 or 1:02:33, that keeps its width from second to second. */
export function runningClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const rest = String(seconds % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

/** Reads what a person writes for a duration: 90, 90s, 1m30s, 2 min, 1.5h, 250ms. A bare number means seconds. */
export function parseDuration(text: string): number | null {
  const compact = text.trim().toLowerCase().replaceAll(/\s+/g, "");
  if (compact === "") return null;
  if (/^\d+(\.\d+)?$/.test(compact)) return Math.round(Number(compact) * 1000);
  const parts = [...compact.matchAll(/(\d+(?:\.\d+)?)(ms|min|m|sec|s|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== compact) return null;
  return Math.round(parts.reduce((sum, part) => sum + Number(part[1]) * (UNITS_MS[part[2] ?? ""] ?? 0), 0));
}

const UNITS_MS: Record<string, number> = { ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000 };
