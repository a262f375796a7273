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
  const aim = useRef<{ from: string | undefined; id: string } | null>(null);
  useEffect(() => {
    if (aim.current?.from !== shown) aim.current = null;
  }, [shown]);
  return {
    to(id) {
      aim.current = id === undefined || id === shown ? null : { from: shown, id };
    },
    at: () => aim.current?.id ?? shown,
    isUnderWay: () => aim.current !== null,
  };
}
