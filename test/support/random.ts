/** Numbers that look random and are the same on every run. */
export function randomFrom(seed: number) {
  let state = seed * 2_654_435_761;
  const below = (limit: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % limit;
  };
  return {
    below,
    /** True once in so many times. */
    chance: (times: number) => below(times) === 0,
    pick: <Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item => items[below(items.length)] as Item,
  };
}
