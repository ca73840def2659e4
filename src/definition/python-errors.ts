/**
 * Errors of Python's own: tasks that fail with them show them under their names.
 * @module
 */

/** A plain `Exception` of Python's, which some operators raise. */
export class PythonException extends Error {
  override readonly name = "Exception";
}

/** A value that makes no sense. Python's; tasks that fail with it show it under that name. */
export class ValueError extends Error {
  override readonly name: string = "ValueError";
}

/** An error that is told while something runs. Python's. @internal */
export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
}

/** A key that a dictionary does not have. Python's. */
export class KeyError extends Error {
  override readonly name = "KeyError";
}

/** An index that a list does not have. Python's. */
export class IndexError extends Error {
  override readonly name = "IndexError";
}

/** An attribute that an object does not have. Python's. */
export class AttributeError extends Error {
  override readonly name = "AttributeError";
}

/** A method that a class says it has, and has not. Python's. */
export class NotImplementedError extends Error {
  override readonly name = "NotImplementedError";
}

/** A text that is no date. Pendulum's. */
export class ParserError extends ValueError {
  override readonly name: string = "ParserError";
}

/** A variable that is read before it has a value. Python's. */
export class UnboundLocalError extends Error {
  override readonly name = "UnboundLocalError";
}
