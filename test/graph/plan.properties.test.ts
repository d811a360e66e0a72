import { describe, expect, test } from "vitest";
import { appliedAfter } from "./notation.ts";
import { always, anySituation, anyState, anyWorld, revisions, sorted } from "./worlds.ts";

describe("upgrade", () => {
  test("runs the closure of the targets less what is applied, in graph order, each after what it needs", () => {
    always(anySituation, ({ graph, defined, applied, targets }) => {
      const steps = graph.upgrade(applied, targets);
      const expected = [...defined.closure(targets)].filter((id) => !applied.includes(id));
      expect(revisions(steps)).toEqual(defined.order().filter((id) => expected.includes(id)));
      const now = new Set(applied);
      for (const { revision } of steps) {
        expect(defined.needs(revision).every((needed) => now.has(needed))).toBe(true);
        now.add(revision);
      }
    });
  });

  test("is idempotent", () => {
    always(anySituation, ({ graph, applied, targets }) => {
      expect(graph.upgrade(appliedAfter(applied, graph.upgrade(applied, targets)), targets)).toEqual([]);
    });
  });

  test("of a set that is not closed: refused with exactly what is missing, and closed when that is allowed", () => {
    always(anyState, ({ graph, defined, applied, targets }) => {
      const missing = defined
        .order()
        .filter((id) => !applied.includes(id) && applied.some((other) => defined.isAncestor(id, other)));
      expect(graph.missing(applied)).toEqual(missing);
      if (missing.length > 0) {
        expect(() => graph.upgrade(applied, targets)).toThrow(
          expect.objectContaining({ code: "out_of_order", data: { revisions: missing } }),
        );
      }
      const steps = graph.upgrade(applied, targets, { outOfOrder: true });
      expect(sorted(appliedAfter(applied, steps))).toEqual(sorted(defined.closure([...applied, ...targets])));
    });
  });
});

describe("downgrade", () => {
  test("takes what stands on the target, with all that needs it, each after all that needs it", () => {
    always(anySituation, ({ graph, defined, applied }) => {
      for (const target of applied) {
        const roots = defined.ids.filter((id) => defined.parents(id).includes(target));
        const going = applied.filter((id) => roots.some((root) => root === id || defined.isAncestor(root, id)));
        const expected = defined.order().filter((id) => going.includes(id));
        expect(revisions(graph.downgrade(applied, target)).reverse()).toEqual(expected);
      }
    });
  });

  test("leaves a closed set closed after each step", () => {
    always(anySituation, ({ graph, defined, applied }) => {
      for (const target of [...applied, "base"]) {
        const now = new Set(applied);
        for (const { revision } of graph.downgrade(applied, target)) {
          now.delete(revision);
          expect(sorted(defined.closure(now))).toEqual(sorted(now));
        }
      }
    });
  });

  test("to base takes everything; of a branch, its bases and what stands on them", () => {
    always(anySituation, ({ graph, defined, applied }) => {
      expect(revisions(graph.downgrade(applied, "base")).reverse()).toEqual(
        defined.order().filter((id) => applied.includes(id)),
      );
      for (const branch of applied) {
        const roots = defined.ids.filter((id) => defined.parents(id).length === 0 && defined.sharesLineage(id, branch));
        const going = applied.filter((id) => roots.some((root) => root === id || defined.isAncestor(root, id)));
        expect(sorted(revisions(graph.downgrade(applied, `${branch}@base`)))).toEqual(sorted(going));
      }
    });
  });

  test("back to where an upgrade of one line came from gives the same applied set", () => {
    always(anyWorld, ({ graph, defined }) => {
      for (const target of graph.ids()) {
        for (const from of defined.parents(target)) {
          const before = [...defined.closure([from])];
          const up = graph.upgrade(before, target);
          const onlyAbove = up.every(({ revision }) => defined.sharesLineage(revision, from));
          const down = graph.downgrade(appliedAfter(before, up), from);
          const undone = appliedAfter(appliedAfter(before, up), down);
          if (onlyAbove) expect(sorted(undone)).toEqual(sorted(before));
          else expect(before.every((id) => undone.has(id))).toBe(true);
        }
      }
    });
  });

  test("to base and up to the same heads again gives the same applied set", () => {
    always(anySituation, ({ graph, applied }) => {
      expect(appliedAfter(applied, graph.downgrade(applied, "base")).size).toBe(0);
      expect(sorted(revisions(graph.upgrade([], graph.current(applied))))).toEqual(sorted(applied));
    });
  });
});

describe("stamp", () => {
  test("leaves (applied − descendants of the targets) ∪ targets ∪ their ancestors", () => {
    always(anyState, ({ graph, defined, applied, targets }) => {
      const kept = applied.filter((id) => !targets.some((target) => defined.isAncestor(target, id)));
      const expected = new Set([...kept, ...defined.closure(targets)]);
      const steps = graph.stamp(applied, targets);
      expect(sorted(appliedAfter(applied, steps))).toEqual(sorted(expected));
      expect(steps).toHaveLength(new Set(applied).symmetricDifference(expected).size);
      expect(sorted(appliedAfter(applied, graph.stamp(applied, targets, { purge: true })))).toEqual(
        sorted(defined.closure(targets)),
      );
    });
  });

  test("forgets first and downwards, then records upwards", () => {
    always(anyState, ({ graph, applied, targets }) => {
      const steps = graph.stamp(applied, targets);
      const forgotten = revisions(steps.filter(({ direction }) => direction === "unstamp"));
      const recorded = revisions(steps.filter(({ direction }) => direction === "stamp"));
      expect(revisions(steps)).toEqual([...graph.sort(forgotten)].reverse().concat(graph.sort(recorded)));
    });
  });

  test("of what is current changes nothing in a closed set, and closes another", () => {
    always(anyState, ({ graph, defined, applied }) => {
      expect(sorted(appliedAfter(applied, graph.stamp(applied, "current")))).toEqual(sorted(defined.closure(applied)));
    });
  });
});
