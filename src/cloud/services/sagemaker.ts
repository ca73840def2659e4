import type { Seconds } from "../../kernel/index.ts";
import type { SageMakerOperations } from "../../operators/amazon/sagemaker/index.ts";
import { instant, oneOf, outcomes, seconds, text } from "../entry-fields.ts";
import type { Life } from "../life.ts";
import { type Answers, type Started, serviceModel, type World } from "../service-model.ts";

const JOB_TYPES = {
  Training: "TrainingJob",
  Processing: "ProcessingJob",
  Transform: "TransformJob",
  HyperParameterTuning: "HyperParameterTuningJob",
} as const;
type JobType = keyof typeof JOB_TYPES;

const JOBS = {
  duration: seconds("Seconds that it is InProgress. Default 0."),
  outcomes: outcomes("Completed", "Failed", "Stopped"),
  reason: text("Why it Failed. Default AlgorithmError: something."),
  existing: oneOf(
    "The kind of a job of that name that is there already.",
    "Training",
    "Processing",
    "Transform",
    "HyperParameterTuning",
  ),
  at: instant("When that was started. Default 0."),
};
const ENDPOINTS = {
  creating: seconds("Seconds that it is Creating, or Updating. Default 0."),
  outcomes: outcomes("InService", "Failed"),
};
const PIPELINES = {
  duration: seconds("Seconds that an execution is Executing. Default 0."),
  outcomes: outcomes("Succeeded", "Failed", "Stopped"),
  stopping: seconds("Seconds that it is Stopping when stopped. Default 0."),
};

type Settings = Readonly<Record<string, unknown>>;

const ACCOUNT = "arn:aws:sagemaker:us-east-1:123456789012";

const LISTS = { jobs: JOBS, endpoints: ENDPOINTS, pipelines: PIPELINES };
type SageMakerWorld = World<typeof LISTS>;
type SageMakerAnswers = Answers<SageMakerOperations>;
type AnswersOf<Part extends string> = Pick<
  SageMakerAnswers,
  Extract<keyof SageMakerAnswers, `${string}${Part}${string}`>
>;

/** SageMaker: jobs of all kinds, models, endpoints, and executions of pipelines, which are called p-1, p-2 … */
export const sagemaker = serviceModel<SageMakerOperations>()({
  service: "sagemaker",
  lists: LISTS,
  open: (world) => ({ ...jobsOf(world), ...modelsOf(world), ...endpointsOf(world), ...pipelinesOf(world) }),
});

function jobsOf(world: SageMakerWorld): AnswersOf<"Job"> {
  const jobs = new Map<string, Started<typeof JOBS> & { readonly config: Settings }>();
  const create = (type: JobType, config: Settings, at: Seconds) => {
    const key = `${JOB_TYPES[type]}Name`;
    const { [key]: given, ...others } = config;
    const name = String(given);
    if (jobs.has(`${type} ${name}`)) throw world.error("ResourceInUse", `${JOB_TYPES[type]} ${name} already exists`);
    const started = world.start("jobs", name, at, { InProgress: "duration" }, "Completed");
    jobs.set(`${type} ${name}`, { ...started, config: others });
    return { [`${JOB_TYPES[type]}Arn`]: `${ACCOUNT}:${type.toLowerCase()}-job/${name}` };
  };
  for (const { existing, name, at = 0 } of world.entries("jobs"))
    if (existing !== undefined) create(existing, { [`${JOB_TYPES[existing]}Name`]: name }, at);

  const describe = (type: JobType, names: Settings) => {
    const resource = JOB_TYPES[type];
    const name = String(names[`${resource}Name`]);
    const job = jobs.get(`${type} ${name}`);
    if (job === undefined || job.life.startedAt > world.now)
      throw world.plainError("ValidationException", `Could not find requested job with name: ${name}`);
    const { life, entry, config } = job;
    const status = life.state(world.now);
    return {
      ...config,
      [`${resource}Name`]: name,
      [`${resource}Status`]: status,
      CreationTime: world.date(life.startedAt),
      ...(type === "Training" ? trainingDetails(world, life, config) : {}),
      ...(status === "Failed" ? { FailureReason: entry.reason ?? "AlgorithmError: something" } : {}),
    };
  };
  return {
    CreateTrainingJob: (config) => create("Training", config, world.now),
    DescribeTrainingJob: (names) => describe("Training", names),
    CreateProcessingJob: (config) => create("Processing", config, world.now),
    DescribeProcessingJob: (names) => describe("Processing", names),
    CreateTransformJob: (config) => create("Transform", config, world.now),
    DescribeTransformJob: (names) => describe("Transform", names),
    CreateHyperParameterTuningJob: (config) => create("HyperParameterTuning", config, world.now),
    DescribeHyperParameterTuningJob: (names) => describe("HyperParameterTuning", names),
  };
}

function trainingDetails(world: SageMakerWorld, life: Life, config: Settings) {
  const start = world.date(life.startedAt);
  const end = world.date(life.end(world.now));
  const status = life.state(world.now);
  const hasEnded = status !== "InProgress";
  return {
    ResourceConfig: config["ResourceConfig"] ?? { InstanceCount: 1 },
    SecondaryStatus: status,
    SecondaryStatusTransitions: [
      { Status: "Training", StatusMessage: "Training", StartTime: start },
      ...(hasEnded ? [{ Status: status, StatusMessage: status, StartTime: end }] : []),
    ],
    TrainingStartTime: start,
    LastModifiedTime: world.date(world.now),
    ...(hasEnded ? { TrainingEndTime: end } : {}),
  };
}

function modelsOf(world: SageMakerWorld): AnswersOf<"Model"> {
  const models = new Map<string, Settings>();
  return {
    CreateModel(config) {
      const name = String(config["ModelName"]);
      if (models.has(name))
        throw world.plainError("ValidationException", `Cannot create already existing model ${name}`);
      models.set(name, config);
      return { ModelArn: `${ACCOUNT}:model/${name}` };
    },
    DescribeModel({ ModelName = "" }) {
      const model = models.get(ModelName);
      if (model === undefined) throw world.plainError("ValidationException", `Could not find model ${ModelName}`);
      return model;
    },
  };
}

function endpointsOf(world: SageMakerWorld): AnswersOf<"Endpoint"> {
  const configs = new Map<string, Settings>();
  const endpoints = new Map<string, { readonly life: Life; readonly config: unknown }>();
  const setUp = (state: "Creating" | "Updating", given: Settings) => {
    const name = String(given["EndpointName"]);
    const { life } = world.start("endpoints", name, world.now, { [state]: "creating" }, "InService");
    endpoints.set(name, { life, config: given["EndpointConfigName"] });
    return { EndpointArn: name };
  };
  const find = (name: string) => {
    const found = endpoints.get(name);
    if (found === undefined) throw world.plainError("ValidationException", `Could not find endpoint ${name}`);
    return found;
  };
  return {
    CreateEndpointConfig(config) {
      configs.set(String(config["EndpointConfigName"]), config);
      return { EndpointConfigArn: config["EndpointConfigName"] };
    },
    DescribeEndpointConfig: ({ EndpointConfigName = "" }) => configs.get(EndpointConfigName) ?? { EndpointConfigName },
    CreateEndpoint: (given) => setUp("Creating", given),
    UpdateEndpoint(given) {
      find(String(given["EndpointName"]));
      return setUp("Updating", given);
    },
    DescribeEndpoint({ EndpointName = "" }) {
      const { life, config } = find(EndpointName);
      const status = life.state(world.now);
      const reason = status === "Failed" ? { FailureReason: "the container failed" } : {};
      return { EndpointName, EndpointConfigName: config, EndpointStatus: status, ...reason };
    },
  };
}

function pipelinesOf(world: SageMakerWorld): AnswersOf<"PipelineExecution"> {
  const executions = new Map<string, Started<typeof PIPELINES>>();
  const find = (arn: string) => {
    const found = executions.get(arn);
    if (found === undefined) throw world.error("ResourceNotFound", `Pipeline execution ${arn} does not exist`);
    return found;
  };
  return {
    StartPipelineExecution({ PipelineName }) {
      const PipelineExecutionArn = `${ACCOUNT}:pipeline/${PipelineName}/execution/p-${world.next("ids")}`;
      const started = world.start("pipelines", PipelineName, world.now, { Executing: "duration" }, "Succeeded");
      executions.set(PipelineExecutionArn, started);
      return { PipelineExecutionArn };
    },
    DescribePipelineExecution({ PipelineExecutionArn }) {
      const status = find(PipelineExecutionArn).life.state(world.now);
      const reason = status === "Failed" ? { FailureReason: "a step failed" } : {};
      return { PipelineExecutionArn, PipelineExecutionStatus: status, ...reason };
    },
    ListPipelineExecutionSteps({ PipelineExecutionArn }) {
      const StepStatus = find(PipelineExecutionArn).life.state(world.now);
      return { PipelineExecutionSteps: [{ StepName: "step", StepStatus }] };
    },
    StopPipelineExecution({ PipelineExecutionArn }) {
      const { life, entry } = find(PipelineExecutionArn);
      if (life.hasEnded(world.now))
        throw world.plainError("ValidationException", "Only pipelines with 'Executing' status can be stopped");
      life.turn(world.now, [["Stopping", world.seconds(entry, "stopping")]], "Stopped");
      return { PipelineExecutionArn };
    },
  };
}
