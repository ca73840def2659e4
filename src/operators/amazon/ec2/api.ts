import { awsApi } from "../../../hooks/index.ts";

interface Instance {
  readonly InstanceId: string;
  readonly State: { readonly Name: string };
}

export type Ec2Operations = {
  readonly DescribeInstances: [
    { readonly InstanceIds: readonly string[] },
    { readonly Reservations: readonly { readonly Instances: readonly Instance[] }[] },
  ];
};

export const EC2 = awsApi<Ec2Operations>()({
  service: "ec2",
  params: {
    DescribeInstances: "{InstanceIds:[s] DryRun:b Filters:[{Name:s Values:[s]}] NextToken:s MaxResults:i}",
  },
});
