import type { RuleName } from "../../rules/index.ts";

/** An outcome, and the rules that were asked for on the way to it. */
export interface Tried<Outcome> {
  readonly outcome: Outcome;
  readonly read: ReadonlySet<RuleName>;
}

/** Runs the scenario with some rules of the new version, and all others of the old one. */
export type Experiment<Outcome> = (switched: ReadonlySet<RuleName>) => Tried<Outcome>;

/** One fact of an outcome; undefined where it is not there. */
export type Reading<Outcome> = (outcome: Outcome) => string | number | null | undefined;

/**
 * The rules that make a fact what it is in the new version. Each set is enough: with its rules switched and no others it is
 * there, and with any of them left out it is not. There may be several such sets; none where they were not looked for any more.
 */
export type Causes = readonly (readonly RuleName[])[];

/** A set of rules that was tried. */
interface Trial<Outcome> extends Tried<Outcome> {
  readonly switched: ReadonlySet<RuleName>;
}

/**
 * Finds which rules make each of some facts what it is in the new version, by trying: each rule alone, all but each, and where
 * that does not tell, ever smaller sets. Nothing is known here of what any rule is about.
 *
 * A set that differs from one that was tried only in rules that nobody asked for there has the same outcome, and is not run.
 */
export class CauseFinder<Outcome> {
  readonly #rules: readonly RuleName[];
  readonly #run: Experiment<Outcome>;
  readonly #mostTried: (outcome: Outcome) => number;
  readonly #trials: Trial<Outcome>[] = [];
  readonly #known = new Map<string, Outcome>();
  /** The sets that were found so far: what is otherwise for the same reason is so by the same set. */
  readonly #found: (readonly RuleName[])[] = [];
  /** The outcomes with one rule switched, and with all but one: in the order of the rules. */
  #pairs: readonly (readonly [alone: Outcome, without: Outcome])[] | undefined;

  /**
   * `rules` are those that differ between the two versions. Once `mostTried` of an outcome says so, no more sets are looked
   * for: what is left has several rules together as its cause.
   */
  constructor(
    rules: readonly RuleName[],
    run: Experiment<Outcome>,
    mostTried: (outcome: Outcome) => number = () => Number.POSITIVE_INFINITY,
  ) {
    this.#mostTried = mostTried;
    this.#rules = rules;
    this.#run = run;
  }

  /** Simulations that were run. */
  get tried(): number {
    return this.#trials.length;
  }

  outcome(switched: readonly RuleName[]): Outcome {
    const set = new Set(switched);
    const key = this.#rules.filter((rule) => set.has(rule)).join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const same = this.#trials.find((trial) => this.#isSame(set, trial));
    if (same === undefined) this.#trials.push({ switched: set, ...this.#run(set) });
    const { outcome } = same ?? (this.#trials.at(-1) as Trial<Outcome>);
    this.#known.set(key, outcome);
    return outcome;
  }

  #isSame(set: ReadonlySet<RuleName>, { switched, read }: Trial<Outcome>): boolean {
    for (const rule of read) if (set.has(rule) !== switched.has(rule)) return false;
    return true;
  }

  causesOf(fact: Reading<Outcome>): Causes {
    const wanted = fact(this.outcome(this.#rules));
    const pairs = this.#outcomes();
    const alone: RuleName[] = [];
    const missed: RuleName[] = [];
    for (const [i, rule] of this.#rules.entries()) {
      const [switched, others] = pairs[i] as readonly [Outcome, Outcome];
      if (fact(switched) !== wanted) continue;
      alone.push(rule);
      // a mixture of rules is no Airflow that there ever was: one that is missed among the new ones counts more
      if (fact(others) !== wanted) missed.push(rule);
    }
    if (alone.length > 0) return (missed.length > 0 ? missed : alone).map((rule) => [rule]);
    const before = fact(this.outcome([]));
    const matters = this.#rules.filter((_, i) => {
      const [switched, others] = pairs[i] as readonly [Outcome, Outcome];
      return fact(switched) !== before || fact(others) !== wanted;
    });
    const isEnough = (rules: readonly RuleName[]) => fact(this.outcome(rules)) === wanted;
    const found = this.#found.find((set) => isEnough(set) && !set.some((rule) => isEnough(without(set, rule))));
    if (found !== undefined) return [found];
    if (this.tried >= this.#mostTried(this.outcome(this.#rules))) return [];
    const set = this.#smallest(matters, isEnough);
    this.#found.push(set);
    return [set];
  }

  #outcomes(): readonly (readonly [alone: Outcome, without: Outcome])[] {
    this.#pairs ??= this.#rules.map((rule) => [this.outcome([rule]), this.outcome(without(this.#rules, rule))]);
    return this.#pairs;
  }

  /** Leaves out rule after rule, as long as the others are enough. */
  #smallest(likely: readonly RuleName[], isEnough: (switched: readonly RuleName[]) => boolean): readonly RuleName[] {
    let left = isEnough(likely) ? likely : this.#rules;
    for (const rule of left) {
      const fewer = without(left, rule);
      if (isEnough(fewer)) left = fewer;
    }
    return left;
  }
}

function without(rules: readonly RuleName[], rule: RuleName): readonly RuleName[] {
  return rules.filter((other) => other !== rule);
}
