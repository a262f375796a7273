import { useElementSize } from "@mantine/hooks";
import { type PointerEvent, useState } from "react";

/** Room for the values at the left, the times below, and half a letter at the other edges. */
export const MARGIN = { left: 58, right: 8, top: 8, bottom: 24 };

/** A chart's measures in pixels, and which point the pointer is at. */
export function useFrame(count: number, height: number) {
  const { ref, width } = useElementSize();
  const [pointed, setPointed] = useState<number | null>(null);
  const innerWidth = Math.max(0, width - MARGIN.left - MARGIN.right);
  const innerHeight = height - MARGIN.top - MARGIN.bottom;
  const stepPx = count > 1 ? innerWidth / (count - 1) : 0;

  function onPointerMove(event: PointerEvent) {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left - MARGIN.left;
    const index = stepPx === 0 ? 0 : Math.round(at / stepPx);
    setPointed(count === 0 ? null : Math.max(0, Math.min(count - 1, index)));
  }

  return {
    ref,
    width,
    innerWidth,
    innerHeight,
    pointed: pointed !== null && pointed < count ? pointed : null,
    x: (index: number) => MARGIN.left + index * stepPx,
    y: (value: number, most: number) => MARGIN.top + innerHeight * (1 - value / most),
    pointer: { onPointerMove, onPointerLeave: () => setPointed(null) },
  };
}
