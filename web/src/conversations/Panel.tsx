import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { HotkeyArea } from "../app/Hotkeys";
import { useRemembered } from "../app/remembered";
import styles from "./Panel.module.css";

const WIDTH_MIN_PX = 420;
/** What the list keeps, so that one still sees where one is. */
const LIST_MIN_PX = 320;
const WIDTH_USUAL_PX = 760;
const STEP_PX = 40;

const readWidth = (stored: unknown): number =>
  typeof stored === "number" && Number.isFinite(stored) ? Math.max(WIDTH_MIN_PX, stored) : WIDTH_USUAL_PX;

/** A place beside the list, as wide as one drew it. On a phone it is the whole page. */
export function Panel({ children }: { children: ReactNode }) {
  const [width, setWidth] = useRemembered("panel", readWidth);
  const panel = useRef<HTMLDivElement>(null);
  const widthMax = (): number => (panel.current?.parentElement?.clientWidth ?? WIDTH_USUAL_PX) - LIST_MIN_PX;
  const resize = (wanted: number): void => setWidth(Math.round(Math.max(WIDTH_MIN_PX, Math.min(wanted, widthMax()))));

  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const edge = panel.current?.getBoundingClientRect().right ?? 0;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => resize(edge - moved.clientX);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), {
      once: true,
    });
  };
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: STEP_PX, ArrowRight: -STEP_PX }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    resize(width + by);
  };

  return (
    <div ref={panel} className={styles["panel"]} style={{ width }}>
      {/* A separator that can be focused is a control, with a value and keys of its own. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        role="separator"
        aria-label="Width of the review"
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={WIDTH_MIN_PX}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={styles["edge"]}
        onPointerDown={drag}
        onKeyDown={step}
        onDoubleClick={() => setWidth(undefined)}
      />
      <HotkeyArea className={styles["inside"]}>{children}</HotkeyArea>
    </div>
  );
}
