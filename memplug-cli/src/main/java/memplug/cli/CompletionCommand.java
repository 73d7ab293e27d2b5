package memplug.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Writes what a shell needs to complete command lines. */
record CompletionCommand() implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Help.command(
                this,
                "generate-completion",
                "Write a script with which bash or zsh completes memplug's commands and options.");
        Help.exits(spec, "0 It was written.", ExitStatus.USAGE_HELP, ExitStatus.INTERNAL_HELP);
        Help.examples(
                spec,
                "  source <(memplug generate-completion)",
                "  cd ~/.local/share/bash-completion/completions &&",
                "    memplug generate-completion > memplug");
        return spec;
    }

    @Override
    public int run(ParseResult arguments) {
        System.out.print(
                AutoComplete.bash("memplug", arguments.commandSpec().root().commandLine()));
        return ExitStatus.DONE;
    }
}
