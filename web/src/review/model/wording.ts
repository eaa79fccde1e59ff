// Numbers, times and short forms of values in words: always with their unit, never with more digits than help.

import { isList, isObject } from "./field";
import type { Json } from "./shape";

export function duration(milliseconds: number): string {
  if (milliseconds < 0) return `−${duration(-milliseconds)}`;
  if (milliseconds < 1) return "< 1 ms";
  if (milliseconds < 999.5) return `${String(Math.round(milliseconds))} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(milliseconds < 9_950 ? 1 : 0)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
  return `${String(Math.floor(seconds / 3600))} h ${String(Math.floor((seconds % 3600) / 60))} min`;
}

/** The offset from the turn's start: whole milliseconds with thin spaces, so that a column of them lines up. */
export function offset(milliseconds: number): string {
  const whole = Math.round(Math.abs(milliseconds));
  const sign = milliseconds < -0.5 ? "−" : "+";
  return sign + whole.toString().replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** A place on the time line of the call: 1:07. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

export function bytes(number: number): string {
  if (number < 1024) return `${String(number)} B`;
  if (number < 1024 * 1024) return `${String(Math.round(number / 1024))} KiB`;
  return `${(number / 1024 / 1024).toFixed(1)} MiB`;
}

export function turnName(turn: number): string {
  return turn === 0 ? "before the first turn" : `turn ${String(turn)}`;
}

export function inTurn(turn: number): string {
  return turn === 0 ? "before the first turn" : `in turn ${String(turn)}`;
}

/** Whether a string would be taken for something else without its quotation marks. */
export function isAmbiguous(words: string): boolean {
  if (words.startsWith("[redacted]")) return false;
  return (
    words === "" ||
    words !== words.trim() ||
    /^(true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(words) ||
    /^[[{"]/.test(words)
  );
}

const SHORT_LENGTH_MAX = 80;

/** A value on part of one line. */
export function short(value: Json | undefined, lengthMax = SHORT_LENGTH_MAX): string {
  if (value === undefined) return "";
  if (typeof value === "string") return clip(isAmbiguous(value) ? JSON.stringify(value) : value, lengthMax);
  if (isList(value)) return `[${String(value.length)}]`;
  if (isObject(value)) return `{${String(Object.keys(value).length)}}`;
  return String(value);
}

export function clip(words: string, lengthMax: number): string {
  const flat = words.slice(0, lengthMax + 1).replace(/\s+/g, " ");
  return words.length > lengthMax ? `${flat.slice(0, lengthMax)}…` : flat;
}
