import type { SimulationDrawing } from "../drawing/index.ts";
import { figuresOf, type HolderNames, type SimulationResult } from "../observe/index.ts";
import { type LandedFigures, landingGoals } from "../report/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";

/** A simulation gives up after so many events: a page has no other way to end it than to ask something else. */
const MOST_EVENTS = 50_000_000;

/** A scenario and its simulation, which is run when something of it is first asked for, and figured out once. */
export class Ran {
  readonly scenario: Scenario;
  #result: SimulationResult | undefined;
  #figures: LandedFigures | undefined;
  #drawing: { readonly key: string; readonly drawing: SimulationDrawing } | undefined;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
  }

  get result(): SimulationResult {
    this.#result ??= buildSimulation(this.scenario, { explain: true }).run({ maxEvents: MOST_EVENTS });
    return this.#result;
  }

  get figures(): LandedFigures {
    const { scenario, result } = this;
    const { workerSlots } = result.analysis();
    this.#figures ??= { ...figuresOf(result, workerSlots), dags: result.dags(landingGoals(scenario)) };
    return this.#figures;
  }

  /**
   * The picture under a name, without stories: each is told when somebody asks for it. `holders` are the holders of slots that have a
   * name in it.
   */
  drawing(name: string, holders: HolderNames): SimulationDrawing {
    const key = JSON.stringify(holders);
    if (this.#drawing?.key !== key)
      this.#drawing = { key, drawing: this.result.drawing(name, { holders, stories: false }) };
    return { ...this.#drawing.drawing, name };
  }
}
