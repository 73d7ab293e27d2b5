package memplug.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Reads descriptions, and says what is wrong with them. */
record CheckCommand(Reporter reporter) implements Command {
    private static final String JSON = "--json";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Help.command(
                this,
                "check",
                "Check descriptions of machines: each is ok, or has a mistake, which is shown with its line.");
        spec.addOption(Help.flag(JSON, "Print one JSON array, with file, ok, and name or error of each."));
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("1..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .required(true)
                .paramLabel("MACHINE.yaml")
                .description("Descriptions of machines; - is standard input.")
                .build());
        Help.exits(
                spec,
                "0 All are ok.",
                ExitStatus.USAGE_HELP,
                "65 One has a mistake.",
                "66 One cannot be read, and none has a mistake.",
                ExitStatus.INTERNAL_HELP);
        Help.examples(
                spec,
                "  memplug check machines/*.yaml",
                "  memplug check --json mine.yaml | jq -r '.[] | select(.ok | not) | .error'");
        return spec;
    }

    @Override
    public int run(ParseResult arguments) {
        int status = ExitStatus.DONE;
        List<Map<String, Object>> results = new ArrayList<>();
        for (String file : arguments.matchedPositionalValue(0, List.<String>of())) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("file", file);
            results.add(result);
            try {
                String name = MachineFile.boot(file).description().name();
                result.put("ok", true);
                result.put("name", name);
            } catch (Failure failure) {
                result.put("ok", false);
                result.put("error", failure.message());
                status = status == ExitStatus.BAD_DATA ? status : failure.status();
            }
        }
        if (arguments.hasMatchedOption(JSON)) {
            System.out.println(Json.of(results));
        } else {
            results.forEach(this::print);
        }
        return status;
    }

    private void print(Map<String, Object> result) {
        if (result.get("error") instanceof String error) {
            reporter.say(error);
        } else {
            System.out.println(MachineFile.named(String.valueOf(result.get("file"))) + ": ok");
        }
    }
}
