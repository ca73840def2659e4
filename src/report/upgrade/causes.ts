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
  readonly #mostTried: number;
  readonly #isSameOutcome: (a: Outcome, b: Outcome) => boolean;
  readonly #trials: Trial<Outcome>[] = [];
  readonly #known = new Map<string, Trial<Outcome>>();
  /** The sets that were found so far: differences with the same reason have the same set. */
  readonly #found: (readonly RuleName[])[] = [];
  #mattering: readonly RuleName[] | undefined;

  /**
   * `rules` are those that differ between the two versions. After `mostTried` simulations no more sets are looked
   * for: what is left has several rules together as its cause. `isSame` tells if all facts of two outcomes are the same.
   */
  constructor(
    rules: readonly RuleName[],
    run: Experiment<Outcome>,
    mostTried: number = Number.POSITIVE_INFINITY,
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
    return this.#trial(switched).outcome;
  }

  #trial(switched: readonly RuleName[]): Trial<Outcome> {
    const set = new Set(switched);
    const key = this.#rules.filter((rule) => set.has(rule)).join(" ");
    const known = this.#known.get(key) ?? this.#trials.find((trial) => this.#isSame(set, trial));
    const trial = known ?? { switched: set, ...this.#run(set) };
    if (known === undefined) this.#trials.push(trial);
    this.#known.set(key, trial);
    return trial;
  }

  #isSame(set: ReadonlySet<RuleName>, { switched, read }: Trial<Outcome>): boolean {
    for (const rule of read) if (set.has(rule) !== switched.has(rule)) return false;
    return true;
  }

  causesOf(fact: Reading<Outcome>): Causes {
    const wanted = fact(this.outcome(this.#rules));
    this.#mattering ??= this.#thatMatter();
    const alone = this.#mattering.filter((rule) => fact(this.outcome([rule])) === wanted);
    if (alone.length === 1) return [alone];
    // a mixture of rules is no Airflow that there ever was: one that is missed among the new ones counts more
    const missed = alone.filter((rule) => fact(this.#outcomeWithout([rule])) !== wanted);
    if (alone.length > 0) return (missed.length > 0 ? missed : alone).map((rule) => [rule]);
    const before = fact(this.outcome([]));
    const isEnough = (rules: readonly RuleName[]) => fact(this.outcome(rules)) === wanted;
    const found = this.#found.find((set) => isEnough(set) && !set.some((rule) => isEnough(without(set, rule))));
    if (found !== undefined) return [found];
    if (this.tried >= this.#mostTried) return [];
    const likely = this.#mattering.filter((rule) => fact(this.outcome([rule])) !== before);
    const set = smallest([likely, this.#mattering].find(isEnough) ?? this.#rules, isEnough);
    this.#found.push(set);
    return [set];
  }

  #outcomeWithout(rules: readonly RuleName[]): Outcome {
    return this.outcome(this.#rules.filter((rule) => !rules.includes(rule)));
  }

  /**
   * Leaves out rules that change nothing: neither where they alone are switched, nor where all others are. All others are then
   * enough for each fact of the new version. A rule that the old version does not ask for changes nothing alone.
   */
  #thatMatter(): readonly RuleName[] {
    const { outcome: old, read } = this.#trial([]);
    const young = this.outcome(this.#rules);
    const asked = this.#rules.filter((rule) => read.has(rule));
    const moving = new Set(changing(asked, (some) => !this.#isSameOutcome(this.outcome(some), old)));
    const others = this.#rules.filter((rule) => !moving.has(rule));
    const missed = new Set(changing(others, (some) => !this.#isSameOutcome(this.#outcomeWithout(some), young)));
    return this.#rules.filter((rule) => moving.has(rule) || missed.has(rule));
  }
}

/**
 * Leaves out rules that change nothing, many at a time, by halves. Of rules that are known to change something, one half does
 * where the other does not.
 */
function changing(
  rules: readonly RuleName[],
  change: (rules: readonly RuleName[]) => boolean,
  isKnown = false,
): readonly RuleName[] {
  if (rules.length === 0 || (!isKnown && !change(rules))) return [];
  if (rules.length === 1) return rules;
  const half = Math.ceil(rules.length / 2);
  const first = changing(rules.slice(0, half), change);
  return [...first, ...changing(rules.slice(half), change, first.length === 0)];
}

/** Leaves out rules, half of them at first and one by one at last, until each that is left is needed. */
function smallest(rules: readonly RuleName[], isEnough: (rules: readonly RuleName[]) => boolean): readonly RuleName[] {
  let left = rules;
  for (let size = Math.max(1, Math.floor(left.length / 2)); size >= 1; size = Math.floor(size / 2)) {
    let count: number;
    do {
      count = left.length;
      for (let from = 0; from < left.length; ) {
        const fewer = [...left.slice(0, from), ...left.slice(from + size)];
        if (isEnough(fewer)) left = fewer;
        else from += size;
      }
    } while (size === 1 && left.length < count); // one that was needed with another may not be without it
  }
  return left;
}

function without(rules: readonly RuleName[], rule: RuleName): readonly RuleName[] {
  return rules.filter((other) => other !== rule);
}
