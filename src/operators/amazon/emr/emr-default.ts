const INSTANCE_GROUP = { Market: "ON_DEMAND", InstanceType: "r3.2xlarge", InstanceCount: 1 } as const;

/** The extra of the connection `emr_default`, as Airflow makes it with its database (airflow/utils/db.py). */
export const EMR_DEFAULT: Readonly<Record<string, unknown>> = {
  Name: "default_job_flow_name",
  LogUri: "s3://my-emr-log-bucket/default_job_flow_location",
  ReleaseLabel: "emr-4.6.0",
  Instances: {
    Ec2KeyName: "mykey",
    Ec2SubnetId: "somesubnet",
    InstanceGroups: [
      { Name: "Master nodes", InstanceRole: "MASTER", ...INSTANCE_GROUP },
      { Name: "Core nodes", InstanceRole: "CORE", ...INSTANCE_GROUP },
    ],
    TerminationProtected: false,
    KeepJobFlowAliveWhenNoSteps: false,
  },
  Applications: [{ Name: "Spark" }],
  VisibleToAllUsers: true,
  JobFlowRole: "EMR_EC2_DefaultRole",
  ServiceRole: "EMR_DefaultRole",
  Tags: [
    { Key: "app", Value: "analytics" },
    { Key: "environment", Value: "development" },
  ],
};
