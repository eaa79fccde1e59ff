// Where the reader is: rows come and go, and turn out larger than thought, while what is being read stays where it is.

import type { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** How far below the top of the scroller's content the list begins. */
export function useMargin(list: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): number {
  const [margin, setMargin] = useState(0);
  // After the layout effects: the scroller is further out, and its ref is set only after ours have run.
  useEffect(() => {
    const [inner, outer] = [list.current, scroller.current];
    if (inner === null || outer === null) return;
    const measure = (): void => {
      setMargin(inner.getBoundingClientRect().top - outer.getBoundingClientRect().top + outer.scrollTop);
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const child of outer.children) observer.observe(child);
    observer.observe(outer);
    return () => observer.disconnect();
  }, [list, scroller]);
  return margin;
}

export interface Keeping {
  /** Where each row stands among all. */
  indices: ReadonlyMap<string, number>;
  /** The row with the focus: while it is in sight it is what is being read. */
  active: string | undefined;
  virtualizer: ReturnType<typeof useVirtualizer<HTMLElement, Element>>;
  scroller: RefObject<HTMLElement | null>;
  margin: number;
  covered: number;
  /** Whether more may come at the end, so that who is there stays there. */
  follows: boolean;
  beginsAtEnd: boolean;
  onEnd: (isAtEnd: boolean) => void;
}

interface Anchor {
  readonly key: string;
  /** Where it began. */
  readonly start: number;
}

/** What stands below the last row, which the end is seen with. */
const BELOW_PIXELS = 64;
/** So near to the end somebody is at the end. */
const NEAR_PIXELS = 48;

/** Keeps the place, and returns how to go to the end and stay there, or to leave it. */
export function usePlaceKept(keeping: Keeping): { readonly follow: () => void; readonly leave: () => void } {
  const { indices, active, virtualizer, scroller, margin, covered, follows, beginsAtEnd, onEnd } = keeping;
  const anchors = useRef<readonly Anchor[]>([]);
  const isFollowing = useRef(follows && beginsAtEnd);
  const end = useRef(0);
  const setFollowing = useCallback(
    (next: boolean) => {
      if (isFollowing.current === next) return;
      isFollowing.current = next;
      onEnd(next);
    },
    [onEnd],
  );
  useEffect(() => {
    if (!follows) setFollowing(false);
  }, [follows, setFollowing]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    end.current = Math.max(0, margin + virtualizer.getTotalSize() + BELOW_PIXELS - element.clientHeight);
    if (isFollowing.current) element.scrollTo({ top: end.current });
    else restore(element);
    const top = element.scrollTop;
    const near = virtualizer.getVirtualItems().filter((item) => item.end > top + covered);
    const read = near.filter((item) => item.key === active && item.start < top + element.clientHeight);
    anchors.current = [...read, ...near].map((item) => ({ key: String(item.key), start: item.start }));

    function restore({ scrollTop }: HTMLElement): void {
      // At the very top the reader is at the beginning, and not at a certain row.
      if (scrollTop <= margin) return;
      for (const anchor of anchors.current) {
        const index = indices.get(anchor.key);
        const start = index === undefined ? undefined : virtualizer.measurementsCache[index]?.start;
        if (start === undefined) continue;
        if (Math.abs(start - anchor.start) >= 1) virtualizer.scrollToOffset(scrollTop + start - anchor.start);
        return;
      }
    }
  });

  useEffect(() => {
    const element = scroller.current;
    if (element === null || !follows) return;
    let before = element.scrollTop;
    const onScroll = (): void => {
      const top = element.scrollTop;
      const below = end.current - top;
      if (below < NEAR_PIXELS && below > -element.clientHeight / 2) setFollowing(true);
      // More has come meanwhile if it is the end that went away; then nobody has scrolled.
      else if (Math.abs(top - before) >= 1) setFollowing(false);
      before = top;
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [scroller, follows, setFollowing]);

  return {
    follow: () => {
      setFollowing(true);
      scroller.current?.scrollTo({ top: end.current });
    },
    leave: () => setFollowing(false),
  };
}
