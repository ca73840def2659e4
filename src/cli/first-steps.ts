/**
 * The commands to begin with, as commander knows them.
 * @module
 */
import type { Command } from "commander";
import type { DemoOptions } from "./demo.ts";
import type { ExitCode } from "./exit-code.ts";

export function defineFirstSteps(program: Command, ended: (code: ExitCode) => void): void {
  program
    .command("demo")
    .description("run AWS's sample of deferrable operators, twelve times at once, in each mode")
    .option("--report <file>", "write a page (HTML) of charts, which needs nothing else")
    .action(async (options: DemoOptions) => {
      ended(await (await import("./demo.ts")).demoCommand(options));
    });
  program
    .command("init")
    .description("write a first scenario with comments; what is there is not overwritten")
    .argument("[file]", "a new file (.yaml, .yml, .json or .jsonc); - is standard output", "airlapse.yaml")
    .action(async (file: string) => {
      ended(await (await import("./init.ts")).initCommand(file));
    });
  program
    .command("completion")
    .description("print the completion of this command for a shell")
    .argument("<shell>", "bash, zsh or fish")
    .action(async (shell: string) => {
      ended((await import("./completion.ts")).completionCommand(program, shell));
    });
}
