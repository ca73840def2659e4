/**
 * Text that some spreadsheet takes for a formula (OWASP's CSV injection): one of its signs, of full width too, behind
 * characters that it skips. Also text that looks as if it had been made safe already, so that each cell can be read back.
 */
const FORMULA = /^(?:[\s\p{Cc}\p{Cf}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n']|[\s\p{Cc}\p{Cf}]+')/u;

/** A cell as RFC 4180 has it. Text that a spreadsheet would run, or that begins with an apostrophe, gets one before it. */
export function csvCell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
