import type { RuleName } from "../../model/index.ts";
import type { Facts } from "./facts.ts";

/** What comes of the scenario where some rules are those of the new version, and all others those of the old one. */
export type Experiment = (switched: ReadonlySet<RuleName>) => Facts;

/**
 * The rules that make a fact what it is in the new version. Each set is enough: with its rules switched and no others it is
 * there, and with any of them left out it is not. There may be several such sets.
 */
export type Causes = readonly (readonly RuleName[])[];

/**
 * Finds which rules make each of some facts what it is in the new version, by trying: each rule alone, all but each, and where
 * that does not tell, ever smaller sets. Nothing is known here of what any rule is about.
 */
export class CauseFinder {
  readonly #rules: readonly RuleName[];
  readonly #run: Experiment;
  readonly #tried = new Map<string, Facts>();

  /** `rules` are those that differ between the two versions. */
  constructor(rules: readonly RuleName[], run: Experiment) {
    this.#rules = rules;
    this.#run = run;
  }

  /** Simulations that were run. */
  get tried(): number {
    return this.#tried.size;
  }

  facts(switched: readonly RuleName[]): Facts {
    const set = new Set(switched);
    const key = this.#rules.filter((rule) => set.has(rule)).join(" ");
    const known = this.#tried.get(key);
    if (known !== undefined) return known;
    const facts = this.#run(set);
    this.#tried.set(key, facts);
    return facts;
  }

  causesOf(fact: string): Causes {
    const wanted = factIn(this.facts(this.#rules), fact);
    const isThere = (switched: readonly RuleName[]) => factIn(this.facts(switched), fact) === wanted;
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

  /** Whether a rule changes the fact at all, switched alone or left out. */
  #matters(rule: RuleName, fact: string): boolean {
    const others = this.#rules.filter((other) => other !== rule);
    return (
      factIn(this.facts([rule]), fact) !== factIn(this.facts([]), fact) ||
      factIn(this.facts(others), fact) !== factIn(this.facts(this.#rules), fact)
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

function factIn(facts: Facts, fact: string): string | number | null | undefined {
  return facts.get(fact)?.value;
}
