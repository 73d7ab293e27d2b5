package memplug.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes what a shell needs to complete command lines. */
@Command(
        name = "generate-completion",
        description = "Write a script with which bash or zsh completes memplug's commands and options.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(memplug generate-completion)",
            "  memplug generate-completion > ~/.local/share/bash-completion/completions/memplug"
        })
final class CompletionCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        System.out.print(AutoComplete.bash("memplug", spec.root().commandLine()));
    }
}
