import type { EmrServerlessOperations } from "../../operators/amazon/emr-serverless/index.ts";
import { instant, oneOf, outcomes, seconds, text } from "../entry-fields.ts";
import { Life } from "../life.ts";
import { type Started, serviceModel, type World } from "../service-model.ts";

const APPLICATIONS = {
  id: text("The id of one that exists. Default its name."),
  existing: oneOf("The state of one that is there already.", "CREATED", "STARTED", "STOPPED"),
  creating: seconds("Seconds that it is CREATING. Default 0."),
  created: oneOf("What it is then. Default CREATED.", "CREATED", "TERMINATED"),
  starting: seconds("Seconds that it is STARTING when told to start. Default 0."),
  started: oneOf("What it is then. Default STARTED.", "STARTED", "STOPPED", "TERMINATED"),
  stopping: seconds("Seconds that it is STOPPING when told to stop. Default 0."),
  stopped: oneOf("What it is then. Default STOPPED.", "STOPPED", "TERMINATED"),
};

const JOBS = {
  pending: seconds("Seconds that it is PENDING. Default 0."),
  duration: seconds("Seconds that it is RUNNING after that. Default 0."),
  outcomes: outcomes("SUCCESS", "FAILED", "CANCELLED"),
  cancelling: seconds("Seconds that it is CANCELLING when cancelled. Default 0."),
  details: text("What is said of one that FAILED or was CANCELLED."),
  id: text("The id under which somebody else starts it."),
  application: text("The id of the application that somebody else starts it on."),
  at: instant("When somebody else starts it. Default 0."),
};

const LISTS = { applications: APPLICATIONS, jobs: JOBS };

type Application = Pick<Started<typeof APPLICATIONS>, "life" | "entry">;
type Job = Started<typeof JOBS> & { readonly application: string };

/** Applications and the jobs on them. */
class Applications {
  readonly #world: World<typeof LISTS>;
  readonly #applications = new Map<string, Application>();
  readonly #jobs = new Map<string, Job>();

  constructor(world: World<typeof LISTS>) {
    this.#world = world;
    for (const entry of world.entries("applications"))
      if (entry.existing !== undefined)
        this.#applications.set(entry.id ?? entry.name, { life: new Life(0, [], entry.existing), entry });
    for (const { id, application = "", name, at = 0 } of world.entries("jobs"))
      if (id !== undefined) this.#startJob(id, application, name, at);
  }

  create(name: string): string {
    const id = `app-${this.#world.next("applications")}`;
    const entry = this.#world.described("applications", name);
    const creating = this.#world.seconds(entry, "creating");
    const life = new Life(this.#world.now, [["CREATING", creating]], entry.created ?? "CREATED");
    this.#applications.set(id, { life, entry });
    return id;
  }

  find(id: string): Application {
    const application = this.#applications.get(id);
    if (application !== undefined) return application;
    throw this.#world.error("ResourceNotFoundException", `Application ${id} does not exist`);
  }

  start(id: string): void {
    const { life, entry } = this.find(id);
    const { now } = this.#world;
    if (["STARTING", "STARTED"].includes(life.state(now))) return;
    life.turn(now, [["STARTING", this.#world.seconds(entry, "starting")]], entry.started ?? "STARTED");
  }

  /** It does not stop with jobs running. */
  stop(id: string): void {
    const { life, entry } = this.find(id);
    const { now } = this.#world;
    const isBusy = this.#jobsOf(id).some(([, job]) =>
      ["PENDING", "RUNNING", "CANCELLING"].includes(job.life.state(now)),
    );
    if (isBusy) throw this.#world.error("ValidationException", `Application ${id} has jobs that are running`);
    if (["STOPPING", "STOPPED", "TERMINATED"].includes(life.state(now))) return;
    life.turn(now, [["STOPPING", this.#world.seconds(entry, "stopping")]], entry.stopped ?? "STOPPED");
  }

  delete(id: string): void {
    const { life } = this.find(id);
    const { now } = this.#world;
    const why = `Application ${id} must be in one of the following statuses [CREATED, STOPPED]`;
    if (!["CREATED", "STOPPED"].includes(life.state(now))) throw this.#world.error("ValidationException", why);
    life.turn(now, [], "TERMINATED");
  }

  run(application: string, name: string): string {
    this.find(application);
    const id = `jr-${this.#world.next("ids")}`;
    this.#startJob(id, application, name, this.#world.now);
    return id;
  }

  #startJob(id: string, application: string, name: string, at: number): void {
    const states = { PENDING: "pending", RUNNING: "duration" } as const;
    this.#jobs.set(id, { ...this.#world.start("jobs", name, at, states, "SUCCESS"), application });
  }

  job(application: string, id: string): Job {
    this.find(application);
    const job = this.#jobs.get(id);
    if (job?.application === application) return job;
    throw this.#world.error("ResourceNotFoundException", `JobRun ${id} does not exist`);
  }

  #jobsOf(application: string): (readonly [string, Job])[] {
    return [...this.#jobs].filter(([, job]) => job.application === application);
  }

  jobsIn(application: string, states: readonly string[]) {
    this.find(application);
    const { now } = this.#world;
    return this.#jobsOf(application)
      .filter(([, { life }]) => life.startedAt <= now)
      .map(([id, { life }]) => ({ applicationId: application, id, state: life.state(now) }))
      .filter(({ state }) => states.length === 0 || states.includes(state));
  }

  cancel(application: string, id: string): void {
    const { life, entry } = this.job(application, id);
    const { now } = this.#world;
    if (!life.hasEnded(now)) life.turn(now, [["CANCELLING", this.#world.seconds(entry, "cancelling")]], "CANCELLED");
  }
}

/** EMR Serverless: applications, app-1 …, and their job runs, jr-1 … */
export const emrServerless = serviceModel<EmrServerlessOperations>()({
  service: "emr-serverless",
  lists: LISTS,
  open(world) {
    const all = new Applications(world);
    const nothing = (act: (id: string) => void) => (params: { readonly applicationId: string }) => {
      act(params.applicationId);
      return {};
    };
    return {
      CreateApplication: ({ name }) => ({ applicationId: all.create(String(name ?? "")) }),
      GetApplication: ({ applicationId }) => ({
        application: { applicationId, state: all.find(applicationId).life.state(world.now), stateDetails: "" },
      }),
      StartApplication: nothing((id) => all.start(id)),
      StopApplication: nothing((id) => all.stop(id)),
      DeleteApplication: nothing((id) => all.delete(id)),
      StartJobRun: ({ applicationId, name }) => ({
        applicationId,
        jobRunId: all.run(applicationId, String(name ?? "")),
      }),
      GetJobRun({ applicationId, jobRunId }) {
        const { life, entry } = all.job(applicationId, jobRunId);
        const state = life.state(world.now);
        const failed = state === "FAILED" || state === "CANCELLED";
        const stateDetails = failed ? (entry.details ?? `job is ${state}`) : "";
        return { jobRun: { applicationId, jobRunId, state, stateDetails } };
      },
      ListJobRuns: ({ applicationId, states }) => ({ jobRuns: all.jobsIn(applicationId, states) }),
      CancelJobRun({ applicationId, jobRunId }) {
        all.cancel(applicationId, jobRunId);
        return { applicationId, jobRunId };
      },
    };
  },
});
