import { useEffect, useRef } from "react";

export interface Going {
  to(id: string | undefined): void;
  /** Where somebody is who presses the next key: on the way already, though the screen still shows where they were. */
  at(): string | undefined;
  /** On the way: what is on the screen is not what whoever presses a key now has in mind. */
  isUnderWay(): boolean;
}

/** From one item to the next: the address follows a moment later, and the screen after that. */
export function useGoing(shown: string | undefined): Going {
  // `past`: where they were, and what they have only passed on the way. It may be drawn still.
  const aim = useRef<{ past: readonly (string | undefined)[]; id: string } | null>(null);
  useEffect(() => {
    const isThere = aim.current?.id === shown;
    if (isThere || !aim.current?.past.includes(shown)) aim.current = null;
  }, [shown]);
  return {
    to(id) {
      const past = aim.current === null ? [shown] : [...aim.current.past, aim.current.id];
      aim.current = id === undefined || id === shown ? null : { past, id };
    },
    at: () => aim.current?.id ?? shown,
    isUnderWay: () => aim.current !== null,
  };
}
