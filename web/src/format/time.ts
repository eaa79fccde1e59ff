/** How times are written: in the reader's zone, in a form that sorts, with UTC beside it on hover. */

const two = (value: number): string => String(value).padStart(2, "0");

const day = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Returns hours to milliseconds, such as 14:03:07.120. */
export function clock(value: string): string {
  const date = new Date(value);
  return `${clockSeconds(date)}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** Returns day, clock and zone, such as 2026-05-12 14:03:07.120 UTC+2. */
export function dateAndClock(value: string): string {
  const date = new Date(value);
  return `${day(date)} ${clock(value)} ${zone(date)}`;
}

/** Returns the clock, with the day before it when it is not today and the year when it is not this one. */
export function dayAndClock(value: string, now: Date): string {
  const date = new Date(value);
  if (day(date) === day(now)) return clockSeconds(date);
  return `${dayInWords(date, now)}, ${clockSeconds(date)}`;
}

/** Returns the day as one says it, such as 12 May, with the year when it is not this one. */
export function dayInWords(date: Date, now: Date): string {
  const words = `${date.getDate()} ${MONTHS[date.getMonth()] ?? ""}`;
  return date.getFullYear() === now.getFullYear() ? words : `${words} ${date.getFullYear()}`;
}

/** Returns the same instant in UTC to the microsecond, as it was sent. */
export function utc(value: string): string {
  return value.replace("T", " ").replace(/Z$/, " UTC");
}

/** Returns how long ago something was, in the largest unit that fits. */
export function ago(value: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(value)) / 1000));
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? "yesterday" : `${days} days ago`;
}

function clockSeconds(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function zone(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  if (minutes === 0) return "UTC";
  const rest = Math.abs(minutes) % 60;
  const hours = Math.trunc(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest === 0 ? "" : `:${two(rest)}`}`;
}
