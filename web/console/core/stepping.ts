/** Places in a log, by their numbers in it, and the one that is shown. */
export interface Place {
  /** From 1 on; 0 where what is shown is none of them. */
  readonly number: number;
  readonly earlier: number | undefined;
  readonly later: number | undefined;
}

/** Where `at` stands among `places`, in whatever order they were found, and what is beside it. */
export function placeOf(places: readonly number[], at: number | undefined): Place {
  const here = at ?? Number.POSITIVE_INFINITY;
  const inOrder = [...new Set(places)].sort((one, other) => one - other);
  return {
    number: inOrder.indexOf(here) + 1,
    earlier: inOrder.filter((each) => each < here).at(-1),
    later: inOrder.find((each) => each > here),
  };
}
