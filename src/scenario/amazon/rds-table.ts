import {
  RdsCreateDbInstanceOperator,
  RdsDeleteDbInstanceOperator,
  RdsStartDbOperator,
  RdsStopDbOperator,
} from "../../operators/amazon/rds/index.ts";
import type { OperatorSpec, Shape } from "../operator-table.ts";
import { bool, json, name, text } from "../schema-parts.ts";
import { AWS_BASE, WAITER } from "./fields.ts";

const WAIT: Shape = { wait_for_completion: bool(), ...WAITER, ...AWS_BASE };
const INSTANCE: Shape = { db_instance_identifier: name(), rds_kwargs: json().nullable(), ...WAIT };
const DB: Shape = { db_identifier: name(), db_type: text(), ...WAIT };

export const RDS_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  RdsCreateDbInstanceOperator: {
    about: "Makes an instance in RDS and waits for it.",
    fields: { db_instance_class: text(), engine: text(), ...INSTANCE },
    required: ["db_instance_identifier", "db_instance_class", "engine"],
    operatorClass: RdsCreateDbInstanceOperator,
  },
  RdsDeleteDbInstanceOperator: {
    about: "Deletes an instance in RDS and waits until it is gone.",
    fields: INSTANCE,
    required: ["db_instance_identifier"],
    operatorClass: RdsDeleteDbInstanceOperator,
  },
  RdsStartDbOperator: {
    about: "Starts an instance or a cluster in RDS and waits for it.",
    fields: DB,
    required: ["db_identifier"],
    operatorClass: RdsStartDbOperator,
  },
  RdsStopDbOperator: {
    about: "Stops an instance or a cluster in RDS and waits for that.",
    fields: { db_snapshot_identifier: text().nullable(), ...DB },
    required: ["db_identifier"],
    operatorClass: RdsStopDbOperator,
  },
};
