/** The mean of one figure over several repetitions, with its interval of confidence. */
export interface Interval {
  /** The number of repetitions that have the figure. */
  readonly count: number;
  readonly mean: number;
  /** Of one repetition; 0 where there is only one. */
  readonly standardDeviation: number;
  /** The mean's confidence interval by Student's t; null where one repetition says nothing of others. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Mean and confidence interval of independent values. Null where there are none. */
export function intervalOf(values: readonly number[], confidence: number): Interval | null {
  const count = values.length;
  if (count === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { count, mean, standardDeviation: 0, low: null, high: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardDeviation = Math.sqrt(squares / (count - 1));
  const half = (studentQuantile(confidence, count - 1) * standardDeviation) / Math.sqrt(count);
  return { count, mean, standardDeviation, low: mean - half, high: mean + half };
}

/** The t whose interval from -t to t Student's distribution is in with that probability. */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  let [low, high] = [0, 1];
  while (studentProbability(high, degreesOfFreedom) < probability) high *= 2;
  for (let i = 0; i < 100; i += 1) {
    const middle = (low + high) / 2;
    if (studentProbability(middle, degreesOfFreedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The probability of being between -t and t: Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function studentProbability(t: number, degreesOfFreedom: number): number {
  const theta = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const cos2 = Math.cos(theta) ** 2;
  const isOdd = degreesOfFreedom % 2 === 1;
  let term = isOdd ? Math.cos(theta) : 1;
  let sum = degreesOfFreedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= degreesOfFreedom - 2; k += 2) {
    term *= ((k - 1) / k) * cos2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}
