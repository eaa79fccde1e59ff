import { clock, dateAndClock, dayAndClock, utc } from "../format/time";

export interface TimeProps {
  /** RFC 3339 in UTC, as the API writes it. */
  value: string;
  /** `short`: the day only when it is not today. `clock`: hours to milliseconds. `full`: everything. */
  form?: "short" | "clock" | "full";
}

/** A time in the reader's zone, with UTC on hover. Every time of the app goes through here. */
export function Time({ value, form = "short" }: TimeProps) {
  const write = FORMS[form];
  return (
    <time dateTime={value} title={utc(value)}>
      {write(value)}
    </time>
  );
}

const FORMS = { short: (value: string) => dayAndClock(value, new Date()), clock, full: dateAndClock };
