/**
 * Completion scripts for shells, made from the commands and options that commander knows.
 * @module
 */
import type { Command, Option } from "commander";
import { MODES } from "../report/index.ts";
import { AIRFLOW_VERSIONS, AMAZON_PROVIDER_VERSIONS } from "../rules/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { CONDITIONS } from "./fail-on.ts";
import { InputError } from "./input-error.ts";
import { say } from "./terminal.ts";

const WRITERS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `airlapse completion`: prints a script that the shell reads once. */
export function completionCommand(program: Command, shell: string): ExitCode {
  const write = Object.hasOwn(WRITERS, shell) ? WRITERS[shell as keyof typeof WRITERS] : undefined;
  if (write === undefined)
    throw new InputError(`Expected a shell out of ${Object.keys(WRITERS).join(", ")}, got "${shell}"`);
  say(write(commandsOf(program)).trimEnd());
  return EXIT.ok;
}

interface CommandWords {
  readonly name: string;
  readonly about: string;
  readonly options: readonly OptionWords[];
  /** Words that its argument may be; empty where that is a file. */
  readonly words: readonly string[];
}

interface OptionWords {
  /** For instance `--airflow`. */
  readonly name: string;
  readonly about: string;
  readonly value: "none" | "file" | "folder" | "other" | readonly string[];
}

/** The values of options that take one of a few words. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  "--airflow": AIRFLOW_VERSIONS,
  "--from": AIRFLOW_VERSIONS,
  "--to": AIRFLOW_VERSIONS,
  "--amazon-provider": AMAZON_PROVIDER_VERSIONS,
  "--from-provider": AMAZON_PROVIDER_VERSIONS,
  "--to-provider": AMAZON_PROVIDER_VERSIONS,
  "--mode": MODES,
  "--modes": MODES,
  "--fail-on": CONDITIONS,
};

function commandsOf(program: Command): CommandWords[] {
  return program.commands.map((command) => ({
    name: command.name(),
    about: command.description(),
    options: [
      ...command.options.map(optionWords),
      { name: "--help", about: "print what it takes", value: "none" } as const,
    ],
    words: command.name() === "completion" ? Object.keys(WRITERS) : [],
  }));
}

function optionWords({ long, flags, description }: Option): OptionWords {
  const name = long ?? flags;
  const [, kind] = /<(\w+)>|=file>/.exec(flags) ?? [];
  const value = kind === "dir" ? "folder" : kind === "file" ? "file" : flags.includes("<") ? "other" : "none";
  return { name, about: description, value: VALUES[name] ?? value };
}

/** Words within single quotes, as all three shells read them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Where no word fits, bash completes the names of files itself. */
function bashScript(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ name: option, value }) => {
      if (value === "none") return [];
      const words = typeof value === "object" ? value.join(" ") : "";
      return [`    ${quoted(`${name} ${option}`)}) words=${quoted(words)} ;;`];
    }),
  );
  const others = commands.map(({ name, options, words }) => {
    const flags = options.map((option) => option.name).join(" ");
    return `        '${name} -'*) words=${quoted(flags)} ;;${words.length > 0 ? `\n        '${name} '*) words=${quoted(words.join(" "))} ;;` : ""}`;
  });
  return `# airlapse completion bash: source it in ~/.bashrc
_airlapse() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]} words=
  [ "$COMP_CWORD" -eq 1 ] && command= before=
  case "$command $before" in
    ' ') words=${quoted(`${names} help --help --version`)} ;;
${values.join("\n")}
    *)
      case "$command $word" in
${others.join("\n")}
        'help '*) words=${quoted(names)} ;;
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o bashdefault -o default -F _airlapse airlapse
`;
}

function zshScript(commands: readonly CommandWords[]): string {
  const escaped = (text: string) => text.replaceAll(/[[\]:\\]/g, "\\$&");
  const described = commands.map(({ name, about }) => `    ${quoted(`${name}:${escaped(about)}`)}`);
  const cases = commands.map(({ name, options, words }) => {
    const specs = options.map((option) => quoted(`*${option.name}[${escaped(option.about)}]${zshValue(option.value)}`));
    const rest = quoted(words.length > 0 ? `1:shell:(${words.join(" ")})` : "*:file:_files");
    return `        ${name}) _arguments ${[...specs, rest].join(" \\\n          ")} ;;`;
  });
  return `#compdef airlapse
# airlapse completion zsh: save it as _airlapse in a folder of $fpath, or source it behind compinit
_airlapse() {
  local -a commands
  local line state
  commands=(
${described.join("\n")}
  )
  _arguments -C '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${cases.join("\n")}
      esac
      ;;
  esac
}
if [ "$funcstack[1]" = _airlapse ]; then _airlapse "$@"; else compdef _airlapse airlapse; fi
`;
}

function zshValue(value: OptionWords["value"]): string {
  if (value === "none") return "";
  if (typeof value === "object") return `:value:(${value.join(" ")})`;
  return { file: ":file:_files", folder: ":folder:_files -/", other: ":value: " }[value];
}

function fishScript(commands: readonly CommandWords[]): string {
  const quotedText = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ name, about, options, words }) => {
    const within = `complete -c airlapse -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c airlapse -n __fish_use_subcommand -f -a ${name} -d ${quotedText(about)}`,
      ...(words.length > 0 ? [`${within} -f -a ${quotedText(words.join(" "))}`] : []),
      ...options.map(
        (option) => `${within} -l ${option.name.slice(2)}${fishValue(option.value)} -d ${quotedText(option.about)}`,
      ),
    ];
  });
  return `# airlapse completion fish: save it as ~/.config/fish/completions/airlapse.fish\n${lines.join("\n")}\n`;
}

function fishValue(value: OptionWords["value"]): string {
  if (value === "none") return "";
  if (typeof value === "object") return ` -x -a '${value.join(" ")}'`;
  return { file: " -r -F", folder: " -x -a '(__fish_complete_directories)'", other: " -x" }[value];
}
