/**
 * AWS itself, by its SDK: `new Simulation({ cloud: new AwsSdk(), ... })`. The packages of the SDK are loaded when a task or
 * trigger first calls their service, so only those that are used have to be installed.
 * @module
 */
export { BotoCoreError } from "../hooks/index.ts";
export { type AwsConnectionSettings, AwsSdk, type AwsSdkOptions } from "./aws-sdk.ts";
export { atTime } from "./mocks.ts";
export { type SdkClients, SdkPackageError } from "./services.ts";
