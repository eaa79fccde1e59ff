import { useLayoutEffect, useState, type RefObject } from "react";

/** Whether an element is narrower than so many pixels, measured before it is painted. */
export function useNarrow(element: RefObject<HTMLElement | null>, widthPx: number): boolean {
  const [narrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = (): void => setNarrow(current.clientWidth < widthPx);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, widthPx]);
  return narrow;
}
