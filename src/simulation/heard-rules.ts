import type { RuleName, Rules } from "../rules/index.ts";

/** Rules that tell who asks for them. */
export function heard(rules: Rules, told: ((name: RuleName) => void) | undefined): Rules {
  if (told === undefined) return rules;
  const asked = {};
  for (const name of Object.keys(rules) as RuleName[]) {
    const value = rules[name];
    Object.defineProperty(asked, name, {
      enumerable: true,
      get: () => {
        told(name);
        return value;
      },
    });
  }
  return asked as Rules;
}
