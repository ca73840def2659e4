/**
 * What a measurement is: the time and CPU of some work, and the CPU and peak memory of the whole process around it.
 * @module
 */

/**
 * @typedef {{ seconds: number, cpu: number, processCpu: number, peakMiB: number }} Measured CPU is in seconds, user and system.
 */

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Does the work, and prints what it took as JSON, with what the work returns. @param {() => object | void} work */
export function report(work) {
  const [begin, cpuBefore] = [performance.now(), cpu()];
  const more = work();
  const [seconds, cpuOfWork] = [(performance.now() - begin) / 1000, cpu() - cpuBefore];
  process.on("exit", () => {
    const peakMiB = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify({ seconds, cpu: cpuOfWork, processCpu: cpu(), peakMiB, ...more }));
  });
}
