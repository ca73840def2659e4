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
 * Rules that change nothing are found many at a time, and not tried one by one.
 */
export class CauseFinder<Outcome> {
  readonly #rules: readonly RuleName[];
  readonly #run: Experiment<Outcome>;
  readonly #mostTried: (outcome: Outcome) => number;
  readonly #isSameOutcome: (a: Outcome, b: Outcome) => boolean;
  readonly #trials: Trial<Outcome>[] = [];
  readonly #known = new Map<string, Outcome>();
  /** The sets that were found so far: what is otherwise for the same reason is so by the same set. */
  readonly #found: (readonly RuleName[])[] = [];
  #mattering: readonly RuleName[] | undefined;

  /**
   * `rules` are those that differ between the two versions. Once `mostTried` of an outcome says so, no more sets are looked
   * for: what is left has several rules together as its cause. `isSame` tells if all facts of two outcomes are the same.
   */
  constructor(
    rules: readonly RuleName[],
    run: Experiment<Outcome>,
    mostTried: (outcome: Outcome) => number = () => Number.POSITIVE_INFINITY,
    isSame: (a: Outcome, b: Outcome) => boolean = () => false,
  ) {
    this.#mostTried = mostTried;
    this.#isSameOutcome = isSame;
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
    this.#mattering ??= this.#thatMatter(this.#rules);
    const alone = this.#mattering.filter((rule) => fact(this.outcome([rule])) === wanted);
    if (alone.length === 1) return [alone];
    // a mixture of rules is no Airflow that there ever was: one that is missed among the new ones counts more
    const missed = alone.filter((rule) => fact(this.#outcomeWithout([rule])) !== wanted);
    if (alone.length > 0) return (missed.length > 0 ? missed : alone).map((rule) => [rule]);
    const before = fact(this.outcome([]));
    const isEnough = (rules: readonly RuleName[]) => fact(this.outcome(rules)) === wanted;
    const found = this.#found.find((set) => isEnough(set) && !set.some((rule) => isEnough(without(set, rule))));
    if (found !== undefined) return [found];
    if (this.tried >= this.#mostTried(this.outcome(this.#rules))) return [];
    const likely = this.#mattering.filter((rule) => fact(this.outcome([rule])) !== before);
    const set = smallest([likely, this.#mattering].find(isEnough) ?? this.#rules, isEnough);
    this.#found.push(set);
    return [set];
  }

  #outcomeWithout(rules: readonly RuleName[]): Outcome {
    return this.outcome(this.#rules.filter((rule) => !rules.includes(rule)));
  }

  /**
   * Leaves out rules that change nothing, by halves: neither where they alone are switched, nor where all others are. All others
   * are then enough for each fact of the new version. Of rules that change something, one half does where the other does not.
   */
  #thatMatter(rules: readonly RuleName[], isKnown = false): readonly RuleName[] {
    if (!isKnown && this.#changeNothing(rules)) return [];
    if (rules.length <= 1) return rules;
    const half = Math.ceil(rules.length / 2);
    const first = this.#thatMatter(rules.slice(0, half));
    return [...first, ...this.#thatMatter(rules.slice(half), first.length === 0)];
  }

  #changeNothing(rules: readonly RuleName[]): boolean {
    return (
      this.#isSameOutcome(this.outcome(rules), this.outcome([])) &&
      this.#isSameOutcome(this.#outcomeWithout(rules), this.outcome(this.#rules))
    );
  }
}

/** Leaves out rules, half of them at first and one by one at last, as long as the others are enough. */
function smallest(rules: readonly RuleName[], isEnough: (rules: readonly RuleName[]) => boolean): readonly RuleName[] {
  let left = rules;
  for (let size = Math.max(1, Math.floor(left.length / 2)); size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < left.length; ) {
      const fewer = [...left.slice(0, from), ...left.slice(from + size)];
      if (isEnough(fewer)) left = fewer;
      else from += size;
    }
  return left;
}

function without(rules: readonly RuleName[], rule: RuleName): readonly RuleName[] {
  return rules.filter((other) => other !== rule);
}
