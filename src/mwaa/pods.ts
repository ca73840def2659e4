/**
 * Pods: one for each task, for as long as it runs.
 * @module
 */

import type { WorkerSpan } from "./bill.ts";

/** The cluster that runs pods. */
export interface PodCluster {
  /** Calls a function whenever a task waits for a pod. */
  whenWaiting(call: () => void): void;
  /** Starts a pod, which takes the task that waits first. */
  startPod(index: number): Pod;
}

/** A pod as its executor sees it. */
export interface Pod extends WorkerSpan {
  /** Hears that it is gone. */
  onGone: (() => void) | undefined;
}

/** Makes a pod for each task, and no more at once than there may be. */
export class Pods {
  readonly #cluster: PodCluster;
  readonly #most: number;
  /** Pods that there have been. */
  #made = 0;
  #alive = 0;
  readonly #killed: Pod[] = [];

  constructor(cluster: PodCluster, most: number) {
    this.#cluster = cluster;
    this.#most = most;
    cluster.whenWaiting(() => this.#start());
  }

  /** Pods that were killed with their task. */
  get killed(): readonly WorkerSpan[] {
    return this.#killed;
  }

  #start(): void {
    if (this.#alive >= this.#most) return; // the next that is gone leaves its room
    this.#alive += 1;
    this.#made += 1;
    const pod = this.#cluster.startPod(this.#made - 1);
    const forget = pod.onGone;
    pod.onGone = () => {
      forget?.();
      this.#alive -= 1;
      if (pod.killedTasks > 0) this.#killed.push(pod);
    };
  }
}
