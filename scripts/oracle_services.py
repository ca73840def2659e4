"""Services and operators of AWS that the oracle itself does not have: EKS, and Glue Data Quality.

`add(operators)` gives both oracles their operators and their clouds the services, in the form of the oracle's aws/*.py. The
Amazon provider's module of EKS imports the Kubernetes provider, for operators that are not used here: it is left out.
"""
import sys
import types

AMAZON = "airflow.providers.amazon.aws."
EKS = ("EksCreateClusterOperator", "EksCreateNodegroupOperator", "EksCreateFargateProfileOperator", "EksDeleteClusterOperator",
       "EksDeleteNodegroupOperator", "EksDeleteFargateProfileOperator")
QUALITY = ("GlueDataQualityRuleSetEvaluationRun", "GlueDataQualityRuleRecommendationRun")


def add(operators):
    import aws
    import cloud

    operators.update({name: f"{AMAZON}operators.eks.{name}" for name in EKS})
    operators.update({f"{name}Operator": f"{AMAZON}operators.glue.{name}Operator" for name in QUALITY})
    operators.update({f"{name}Sensor": f"{AMAZON}sensors.glue.{name}Sensor" for name in QUALITY})
    operators["StepFunctionGetExecutionOutputOperator"] = f"{AMAZON}operators.step_function.StepFunctionGetExecutionOutputOperator"
    aws.stepfunctions.StepFunctions.RedriveExecution = redrive_execution
    leave_kubernetes_out()
    leave_pandas_out()
    aws.SERVICES.append(eks_service())
    aws.KEYS.update({"eks", "glue_data_quality"})
    add_quality(cloud.Cloud)


def redrive_execution(self, executionArn, **_):
    """An execution that has not succeeded is RUNNING again for `duration`, then its next outcome."""
    self.DescribeExecution(executionArn)
    life, spec = self.executions[executionArn]
    if life.state(self.now) not in ("FAILED", "TIMED_OUT", "ABORTED"):
        self.error("ExecutionNotRedrivable", f"Execution is not redrivable: '{executionArn}'")
    machine = executionArn.split(":")[-2]
    life.turn(self.now, [("RUNNING", spec.get("duration", 0))], self.outcome("executions", machine, "SUCCEEDED"))
    return {"redriveDate": self.date(self.now)}


def leave_kubernetes_out():
    class Left:
        """Stands where the Kubernetes provider's classes would."""

        template_fields = ()

    names = {"operators.pod": ["KubernetesPodOperator"], "utils.pod_manager": ["OnFinishAction"], "triggers.pod": ["KubernetesPodTrigger"]}
    for module in ("", ".kubernetes", ".kubernetes.operators", ".kubernetes.utils", ".kubernetes.triggers"):
        sys.modules.setdefault(f"airflow.providers.cncf{module}", types.ModuleType(f"airflow.providers.cncf{module}"))
    for module, classes in names.items():
        made = types.ModuleType(f"airflow.providers.cncf.kubernetes.{module}")
        made.__dict__.update({name: Left for name in classes})
        sys.modules.setdefault(made.__name__, made)


def leave_pandas_out():
    """The hook of Glue Data Quality shows results as pandas does, in a log that no trace has."""
    if "pandas" not in sys.modules:
        sys.modules["pandas"] = types.SimpleNamespace(set_option=lambda *_: None, DataFrame=str)


def keep_hooks_apart():
    """Lets the mini-scheduler copy the DAG after a task whose operator made its hook in the constructor: Redshift's of deleting and
    of snapshots. Airflow runs the task in a fork, whose client the supervisor never sees; the oracle runs both in one process, where
    a client's lock cannot be copied and the mini-scheduler would raise.
    """
    from airflow.providers.amazon.aws.hooks.base_aws import AwsGenericHook

    AwsGenericHook.__deepcopy__ = lambda self, memo: self


CLOUDS = []


def in_threads():
    """Calls of AWS by `sync_to_async`, in `on_kill` of a trigger say: Airflow makes them in a thread, and the triggerer's loop goes on
    meanwhile. The oracle makes them in the loop, which stands still for the cloud's `latency` then.
    """
    import asyncio
    import functools

    import asgiref.sync

    inline = asgiref.sync.sync_to_async

    def apart(fn=None, **kwargs):
        if fn is None or not str(getattr(fn, "__module__", "")).startswith(("airflow.providers.amazon", "botocore")):
            return inline(fn, **kwargs)

        @functools.wraps(fn)
        async def call(*args, **kwargs):
            cloud = CLOUDS[-1]
            latency, cloud.latency, before = cloud.latency, 0, cloud.asked
            try:
                return fn(*args, **kwargs)
            finally:
                cloud.latency = latency
                if latency and cloud.asked > before:
                    await asyncio.sleep(latency)

        return call

    asgiref.sync.sync_to_async = apart


def eks_service():
    from aws.base import Life, Service

    class Eks(Service):
        """clusters: [{name, existing?: ACTIVE, creating, deleting, outcomes: [ACTIVE | FAILED]}], nodegroups, fargate_profiles:
        [{name, cluster?, creating, deleting, outcomes: [ACTIVE | CREATE_FAILED]}].

        CREATING for `creating`, then the outcome; told to delete DELETING for `deleting`, then not found. With `cluster` it is there
        already. A cluster with either is in use, and so are its Fargate profiles while another of them is deleted; one that is not
        ACTIVE refuses to have any made.
        """

        service = key = "eks"

        def setup(self):
            self.things = {"clusters": {}, "nodegroups": {}, "fargate_profiles": {}}
            for entry in self.spec.get("clusters", []):
                if "existing" in entry:
                    self.things["clusters"][entry["name"], entry["name"]] = Life(0, [], entry["existing"])
            for kind in ("nodegroups", "fargate_profiles"):
                for entry in self.spec.get(kind, []):
                    if "cluster" in entry:
                        self.things[kind][entry["cluster"], entry["name"]] = Life(0, [], "ACTIVE")

        def _state(self, kind, cluster, name):
            life = self.things[kind].get((cluster, name))
            state = life.state(self.now) if life else "gone"
            return None if state == "gone" else state

        def _status(self, kind, cluster, name):
            return self._state(kind, cluster, name) or self.error("ResourceNotFoundException", f"No {kind} found for name: {name}.")

        def _create(self, kind, cluster, name):
            if self._state(kind, cluster, name):
                self.error("ResourceInUseException", f"{kind} already exists with name {name}")
            phases = [("CREATING", self.described(kind, name).get("creating", 0))]
            self.things[kind][cluster, name] = Life(self.now, phases, self.outcome(kind, name, "ACTIVE"))
            return self._state(kind, cluster, name)

        def _delete(self, kind, cluster, name):
            if self._status(kind, cluster, name) != "DELETING":
                phases = [("DELETING", self.described(kind, name).get("deleting", 0))]
                self.things[kind][cluster, name].turn(self.now, phases, "gone")
            return "DELETING"

        def _of(self, kind, cluster):
            return [name for of, name in self.things[kind] if of == cluster and self._state(kind, of, name)]

        def _active(self, cluster):
            status = self._status("clusters", cluster, cluster)
            if status != "ACTIVE":
                self.error("InvalidRequestException", f"Cluster {cluster} is {status}.")

        def CreateCluster(self, name, **_):
            return {"cluster": {"name": name, "status": self._create("clusters", name, name)}}

        def DescribeCluster(self, name):
            return {"cluster": {"name": name, "status": self._status("clusters", name, name)}}

        def DeleteCluster(self, name):
            self._status("clusters", name, name)
            if self._of("nodegroups", name) or self._of("fargate_profiles", name):
                self.error("ResourceInUseException", "Cluster has nodegroups or Fargate profiles attached")
            return {"cluster": {"name": name, "status": self._delete("clusters", name, name)}}

        def _group(self, cluster, name, status):
            return {"nodegroup": {"clusterName": cluster, "nodegroupName": name, "status": status}}

        def CreateNodegroup(self, clusterName, nodegroupName, **_):
            self._active(clusterName)
            return self._group(clusterName, nodegroupName, self._create("nodegroups", clusterName, nodegroupName))

        def DescribeNodegroup(self, clusterName, nodegroupName):
            return self._group(clusterName, nodegroupName, self._status("nodegroups", clusterName, nodegroupName))

        def ListNodegroups(self, clusterName, **_):
            self._status("clusters", clusterName, clusterName)
            return {"nodegroups": self._of("nodegroups", clusterName)}

        def DeleteNodegroup(self, clusterName, nodegroupName):
            return self._group(clusterName, nodegroupName, self._delete("nodegroups", clusterName, nodegroupName))

        def _profile(self, cluster, name, status):
            return {"fargateProfile": {"clusterName": cluster, "fargateProfileName": name, "status": status}}

        def CreateFargateProfile(self, clusterName, fargateProfileName, **_):
            self._active(clusterName)
            return self._profile(clusterName, fargateProfileName, self._create("fargate_profiles", clusterName, fargateProfileName))

        def DescribeFargateProfile(self, clusterName, fargateProfileName):
            return self._profile(clusterName, fargateProfileName, self._status("fargate_profiles", clusterName, fargateProfileName))

        def ListFargateProfiles(self, clusterName, **_):
            self._status("clusters", clusterName, clusterName)
            return {"fargateProfileNames": self._of("fargate_profiles", clusterName)}

        def DeleteFargateProfile(self, clusterName, fargateProfileName):
            kind = "fargate_profiles"
            self._status(kind, clusterName, fargateProfileName)
            others = (name for name in self._of(kind, clusterName) if name != fargateProfileName)
            if any(self._state(kind, clusterName, name) == "DELETING" for name in others):
                self.error("ResourceInUseException", "Another Fargate profile of the cluster is being deleted")
            return self._profile(clusterName, fargateProfileName, self._delete(kind, clusterName, fargateProfileName))

    return Eks


def add_quality(Cloud):
    """glue_data_quality: {rulesets: [{name, starting, duration, outcomes, results, id?, at?}], tables: [{name, …, ruleset, id?, at?}]}.

    A run is STARTING, RUNNING for the times given, then its outcome; ids are dqrun-1 …, with `id` (and `at`) one that somebody else
    starts. An evaluation goes by its first set of rules, a recommendation by its table. A set that nothing describes is not there.
    """
    from aws.base import Life, Service

    class Quality(Service):
        service = "glue"

        def setup(self):
            self.runs = {"rulesets": {}, "tables": {}}
            for kind in self.runs:
                for entry in self.spec.get(kind, []):
                    if "id" in entry:
                        self._start(kind, entry["id"], entry["name"], entry.get("at", 0))

        def _start(self, kind, run, name, at):
            spec = self.described(kind, name)
            phases = [("STARTING", spec.get("starting", 0)), ("RUNNING", spec.get("duration", 0))]
            self.runs[kind][run] = (Life(at, phases, self.outcome(kind, name, "SUCCEEDED")), name)
            return {"RunId": run}

        def _run(self, kind, run):
            found = self.runs[kind].get(run)
            if found is None or found[0].legs[0][0] > self.now:
                self.error("EntityNotFoundException", f"Run {run} not found")
            return found

        def _status(self, kind, run):
            status = self._run(kind, run)[0].state(self.now)
            return {"RunId": run, "Status": status, **({"ErrorString": "a run failed"} if status == "FAILED" else {})}

        def GetDataQualityRuleset(self, Name):
            if self.described("rulesets", Name) not in self.spec.get("rulesets", []):
                self.error("EntityNotFoundException", f"Ruleset {Name} not found")
            return {"Name": Name}

        def StartDataQualityRulesetEvaluationRun(self, RulesetNames, **_):
            return self._start("rulesets", f"dqrun-{self.number('ids')}", RulesetNames[0], self.now)

        def GetDataQualityRulesetEvaluationRun(self, RunId):
            return {**self._status("rulesets", RunId), "ResultIds": [f"result-{RunId}"]}

        def BatchGetDataQualityResult(self, ResultIds):
            return {"Results": [self._result(id.replace("result-", "")) for id in ResultIds]}

        def _result(self, run):
            name = self._run("rulesets", run)[1]
            results = self.described("rulesets", name).get("results", "PASS").split(",")
            rows = [{"Name": f"Rule_{n}", "Result": result.strip()} for n, result in enumerate(results, 1)]
            return {"RulesetName": name, "RulesetEvaluationRunId": run, "Score": 1.0, "RuleResults": rows}

        def StartDataQualityRuleRecommendationRun(self, DataSource, **_):
            return self._start("tables", f"dqrun-{self.number('ids')}", DataSource["GlueTable"]["TableName"], self.now)

        def GetDataQualityRuleRecommendationRun(self, RunId):
            name = self._run("tables", RunId)[1]
            return {**self._status("tables", RunId), "DataSource": {"GlueTable": {"DatabaseName": "db", "TableName": name}},
                    "RecommendedRuleset": self.described("tables", name).get("ruleset", "")}

    init, loggable, ask = Cloud.__init__, Cloud.loggable, Cloud.ask

    def made(self, spec, *rest):
        init(self, spec, *rest)
        CLOUDS[:], self.asked = [self], 0
        self.quality = Quality(self, spec.get("glue_data_quality", {}))

    def told(self, service, params):
        lists = {key: sorted(params[key]) for key in ("RulesetNames", "ResultIds") if service == "glue" and key in params}
        kept = {**loggable(self, service, params), **lists}
        return {key: kept[key] for key in params if key in kept}

    def asked(self, client, operation, params):
        self.asked += 1
        if "DataQuality" in operation:
            self.client, self.operation = client, operation
            self.quality.check(operation, params)
        ask(self, client, operation, params)

    Cloud.__init__, Cloud.loggable, Cloud.ask = made, told, asked
    for operation in vars(Quality):
        if "DataQuality" in operation:
            setattr(Cloud, f"glue_{operation}", lambda self, operation=operation, **params: getattr(self.quality, operation)(**params))
