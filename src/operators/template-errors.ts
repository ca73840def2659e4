/**
 * The errors of templates, under the names that Jinja has for it, as tasks that fail with it show it.
 * @module
 */

/** A template cannot be parsed. */
export class TemplateSyntaxError extends Error {
  override readonly name = "TemplateSyntaxError";
}

/** A template uses a filter that is not there. */
export class TemplateAssertionError extends Error {
  override readonly name = "TemplateAssertionError";
}

/** A template cannot be rendered. */
export class TemplateRuntimeError extends Error {
  override readonly name = "TemplateRuntimeError";
}

/** Something that a template uses is not there. */
export class UndefinedError extends Error {
  override readonly name = "UndefinedError";
}

/** Names a time zone that does not exist. Pendulum's: it leaves a template as itself. */
export class InvalidTimezone extends Error {
  override readonly name = "InvalidTimezone";
}

/** A value of the wrong type. Python's, under its name: JavaScript's own are faults of this library. @internal */
export class PythonTypeError extends Error {
  override readonly name = "TypeError";
}
