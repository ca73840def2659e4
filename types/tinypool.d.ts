/**
 * What is used of tinypool, whose own declarations need the types of browsers.
 * @module
 */
import type { EventEmitter } from "node:events";

export declare class Tinypool {
  constructor(options: { readonly filename: string; readonly minThreads: number; readonly maxThreads: number });
  readonly threads: readonly EventEmitter[];
  run(task: unknown, options: { readonly name: string }): Promise<unknown>;
  destroy(): Promise<void>;
}
