/** What is made when it is first asked for, and kept. A failure is not kept: whoever asks next makes it anew. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => {
    if (kept !== undefined) return kept;
    const made = make();
    kept = made;
    made.catch(() => {
      kept = undefined;
    });
    return made;
  };
}
