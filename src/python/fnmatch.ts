/**
 * Tells if a text matches a shell pattern as Python's fnmatch takes it: `*` any text, `?` one character, `[a-z]` one of
 * these, `[!a-z]` none of them; whole and case-sensitively. It takes no longer than text times pattern.
 */
export function fnmatch(text: string, pattern: string): boolean {
  const tokens = tokenize(pattern);
  let [at, token, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    const matcher = tokens[token];
    if (matcher === "*") {
      star = token;
      resume = at;
      token += 1;
    } else if (matcher?.(text[at] as string) === true) {
      at += 1;
      token += 1;
    } else if (star >= 0) {
      resume += 1; // the last star takes one more
      at = resume;
      token = star + 1;
    } else return false;
  }
  while (tokens[token] === "*") token += 1;
  return token === tokens.length;
}

type Token = "*" | ((character: string) => boolean);

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i += 1) {
    const character = pattern[i] as string;
    if (character === "*") tokens.push("*");
    else if (character === "?") tokens.push(() => true);
    else {
      const end = character === "[" ? closingBracket(pattern, i) : -1;
      if (end < 0) tokens.push((other) => other === character);
      else {
        tokens.push(characterClass(pattern.slice(i + 1, end)));
        i = end;
      }
    }
  }
  return tokens;
}

/** Where a class ends. A bracket that comes first in it belongs to it. */
function closingBracket(pattern: string, open: number): number {
  const first = pattern[open + 1] === "!" ? open + 2 : open + 1;
  return pattern.indexOf("]", first + 1);
}

function characterClass(body: string): Token {
  const negated = body.startsWith("!");
  const members = negated ? body.slice(1) : body;
  const ranges: [string, string][] = [];
  for (let i = 0; i < members.length; i += 1) {
    const isRange = members[i + 1] === "-" && i + 2 < members.length;
    ranges.push([members[i] as string, members[isRange ? i + 2 : i] as string]);
    if (isRange) i += 2;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}
