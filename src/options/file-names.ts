/** The characters that no name of a file may hold: those that lead out of a folder, and those that are none. */
const NOWHERE = /[/\\%\p{Cc}\p{Cs}]/gu;

/** The characters that no name may hold on Windows besides, and a dot or blank at its end. */
const NOT_ON_WINDOWS = /[/\\%\p{Cc}\p{Cs}:*?"<>|]|[. ]$/gu;

/** Names of devices, which are no files on Windows whatever is behind their dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** A name as a file may have it: what it may not hold is written as its number, %2f. */
export function safeFileName(text: string, isWindows: boolean): string {
  const number = (character: string) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  const safe = text.replaceAll(isWindows ? NOT_ON_WINDOWS : NOWHERE, number);
  return isWindows && DEVICE.test(safe) ? number(safe) + safe.slice(1) : safe;
}
