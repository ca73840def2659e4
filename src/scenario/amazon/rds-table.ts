import {
  RdsCreateDbInstanceOperator,
  RdsDeleteDbInstanceOperator,
  RdsStartDbOperator,
  RdsStopDbOperator,
} from "../../operators/amazon/rds/index.ts";
import type { OperatorSpec, Shape } from "../operator-table.ts";
import { bool, json, name, text } from "../schema-parts.ts";
import { awsBase, waiter } from "./fields.ts";

const wait = (): Shape => ({
  hook_params: json().nullable(),
  wait_for_completion: bool(),
  ...waiter(),
  ...awsBase(),
});
const instance = (): Shape => ({ db_instance_identifier: name(), rds_kwargs: json().nullable(), ...wait() });
const db = (): Shape => ({ db_identifier: name(), db_type: text(), ...wait() });

export const RDS_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  RdsCreateDbInstanceOperator: {
    about: "Makes an instance in RDS and waits for it.",
    fields: () => ({ db_instance_class: text(), engine: text(), ...instance() }),
    required: ["db_instance_identifier", "db_instance_class", "engine"],
    operatorClass: RdsCreateDbInstanceOperator,
  },
  RdsDeleteDbInstanceOperator: {
    about: "Deletes an instance in RDS and waits until it is gone.",
    fields: instance,
    required: ["db_instance_identifier"],
    operatorClass: RdsDeleteDbInstanceOperator,
  },
  RdsStartDbOperator: {
    about: "Starts an instance or a cluster in RDS and waits for it.",
    fields: db,
    required: ["db_identifier"],
    operatorClass: RdsStartDbOperator,
  },
  RdsStopDbOperator: {
    about: "Stops an instance or a cluster in RDS and waits for that.",
    fields: () => ({ db_snapshot_identifier: text().nullable(), ...db() }),
    required: ["db_identifier"],
    operatorClass: RdsStopDbOperator,
  },
};
