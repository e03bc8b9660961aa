/** What the command line says about itself. */

interface CommandUsage {
  /** Forms of the command, each a line or two. */
  readonly forms: readonly string[];
  /** What it does, in a line. */
  readonly does: string;
  /** Options and exit codes, for the command's own help. */
  readonly details: string;
}

const repositoryRoot = "DIR is the repository's root: what a Git source's path is joined to. Default: the working directory.";

const sharedOptions = `  --flux-version 2.9     Flux version to judge by where the repository declares none
  --source NS/NAME=DIR   folder that holds the files of a source; may be given several times`;

const commands: Readonly<Record<string, CommandUsage>> = {
  check: {
    forms: ['check [DIR…] [--format text|json|sarif|github] [--fail-on error|warning|info|hint]', '      [--no-timings] [--flux-version 2.9] [--source NS/NAME=DIR …]'],
    does: 'what is wrong in a repository; exit 1 on an error, or on what --fail-on says',
    details: `Options:
  --format text          (default) for people: a line each, with code frames and colour on a terminal (NO_COLOR switches it off)
  --format json          one object: files, manifests, findings, timings; lines and characters from 0
  --format sarif         SARIF 2.1.0, for code scanning services
  --format github        annotations in GitHub Actions
  --no-timings           JSON without timings: two runs on the same files then give the same bytes (the other formats always do)
  --fail-on LEVEL        the mildest finding that makes it exit 1: error (default), warning, info or hint
${sharedOptions}

Exit codes:
  0  nothing at or above --fail-on
  1  findings
  2  could not run

${repositoryRoot}`,
  },
  build: {
    forms: ['build DIR', 'build --file FILE --name NAME [--namespace NS] [--recursive]', 'build --batch'],
    does: 'what `kustomize build` or `flux build kustomization --dry-run` would print',
    details: `Forms:
  build DIR              what \`kustomize build\` would print
  build --file FILE --name NAME
                         what \`flux build kustomization --dry-run\` would print for a Flux Kustomization in FILE
  build --batch          JSON lines on standard input, JSON lines on standard output

Options:
  --namespace NS         namespace of the Flux Kustomization, where FILE has several of that name
  --recursive            with what it applies in turn, as its parents make it

Exit codes:
  0  built
  1  the build fails
  2  could not run`,
  },
  graph: {
    forms: ['graph [DIR…] [--format json|mermaid|dot]', '      [--flux-version 2.9] [--source NS/NAME=DIR …]'],
    does: 'what applies what, from which source, in what order',
    details: `Options:
  --format FORMAT        json (default), mermaid or dot
${sharedOptions}

Exit codes:
  0  printed
  2  could not run

${repositoryRoot}`,
  },
  schedule: {
    forms: ['schedule FILE [--name CANARY] [--format text|json]'],
    does: 'the rollout of a Canary, tick by tick',
    details: `Options:
  --name CANARY          which one, where FILE holds several
  --format FORMAT        text (default) or json

Exit codes:
  0  printed
  2  could not run`,
  },
  rollout: {
    forms: ['rollout status canary/NAME [-n NAMESPACE] [--context CONTEXT] [--kubeconfig FILE]', '        [--timeout 10m] [--format text|json]'],
    does: 'waits for a Canary in a cluster; exit 0 promoted, 1 failed, 2 could not tell, 3 timed out',
    details: `Options:
  -n, --namespace NS     namespace of the Canary; default: that of the context
  --context CONTEXT      context of the kubeconfig; default: the current one
  --kubeconfig FILE      default: as kubectl finds it (KUBECONFIG, then ~/.kube/config)
  --timeout DURATION     how long to wait, such as 90s or 1h30m; default: 10m
  --format FORMAT        text (default), or json: one object at the end

Progress goes to standard error, the end to standard output.

Exit codes:
  0  promoted, or nothing to release (also: a rollout failed before, and the
     version that serves has been put back; "result": "putBack" in JSON)
  1  the rollout failed
  2  could not tell
  3  timed out`,
  },
};

/** All commands. */
export function usage(): string {
  const entries = Object.values(commands).map(({ forms, does }) => `${forms.map((form) => `  ${form}\n`).join('')}                        ${does}\n`);
  return `Usage: flightdeck <command> [options]\n\n${entries.join('')}\n  --version             the version of Flightdeck\n  <command> --help      options of a command\n\n${repositoryRoot}\n`;
}

/** One command with its options; all where there is no such command. */
export function usageOf(name: string): string {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return usage();
  const [first = '', ...more] = command.forms;
  return `Usage: flightdeck ${first}\n${more.map((form) => `       ${form.startsWith(' ') ? `           ${form}` : `flightdeck ${form}`}\n`).join('')}\n${command.does}\n\n${command.details}\n`;
}
