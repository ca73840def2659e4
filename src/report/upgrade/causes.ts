import type { RuleName } from "../../rules/index.ts";

/** Runs the scenario with some rules of the new version, and all others of the old one. */
export type Experiment<Outcome> = (switched: ReadonlySet<RuleName>) => Outcome;

/** One fact of an outcome; undefined where it is not there. */
export type Reading<Outcome> = (outcome: Outcome) => string | number | null | undefined;

/**
 * The rules that make a fact what it is in the new version. Each set is enough: with its rules switched and no others it is
 * there, and with any of them left out it is not. There may be several such sets.
 */
export type Causes = readonly (readonly RuleName[])[];

/**
 * Finds which rules make each of some facts what it is in the new version, by trying: each rule alone, all but each, and where
 * that does not tell, ever smaller sets. Nothing is known here of what any rule is about.
 */
export class CauseFinder<Outcome> {
  readonly #rules: readonly RuleName[];
  readonly #run: Experiment<Outcome>;
  readonly #tried = new Map<string, Outcome>();

  /** `rules` are those that differ between the two versions. */
  constructor(rules: readonly RuleName[], run: Experiment<Outcome>) {
    this.#rules = rules;
    this.#run = run;
  }

  /** Simulations that were run. */
  get tried(): number {
    return this.#tried.size;
  }

  outcome(switched: readonly RuleName[]): Outcome {
    const set = new Set(switched);
    const key = this.#rules.filter((rule) => set.has(rule)).join(" ");
    const known = this.#tried.get(key);
    if (known !== undefined) return known;
    const outcome = this.#run(set);
    this.#tried.set(key, outcome);
    return outcome;
  }

  causesOf(fact: Reading<Outcome>): Causes {
    const wanted = fact(this.outcome(this.#rules));
    const isThere = (switched: readonly RuleName[]) => fact(this.outcome(switched)) === wanted;
    const alone = this.#rules.filter((rule) => isThere([rule]));
    // a mixture of rules is no Airflow that there ever was: one that is missed among the new ones counts more
    const missed = alone.filter((rule) => !isThere(this.#rules.filter((other) => other !== rule)));
    if (alone.length > 0) return (missed.length > 0 ? missed : alone).map((rule) => [rule]);
    return [
      this.#smallest(
        this.#rules.filter((rule) => this.#matters(rule, fact)),
        isThere,
      ),
    ];
  }

  /** True if a rule changes the fact at all, switched alone or left out. */
  #matters(rule: RuleName, fact: Reading<Outcome>): boolean {
    const others = this.#rules.filter((other) => other !== rule);
    return (
      fact(this.outcome([rule])) !== fact(this.outcome([])) ||
      fact(this.outcome(others)) !== fact(this.outcome(this.#rules))
    );
  }

  /** Leaves out rule after rule, as long as the others are enough. */
  #smallest(likely: readonly RuleName[], isEnough: (switched: readonly RuleName[]) => boolean): readonly RuleName[] {
    let left = isEnough(likely) ? likely : this.#rules;
    for (const rule of left) {
      const fewer = left.filter((other) => other !== rule);
      if (isEnough(fewer)) left = fewer;
    }
    return left;
  }
}
