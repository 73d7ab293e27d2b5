package memplug.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads descriptions, and says what is wrong with them. */
@Command(
        name = "check",
        description = "Check descriptions of machines: each is ok, or has a mistake, which is shown with its line.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:All are ok.",
            ExitStatus.USAGE_TEXT,
            "65:One has a mistake.",
            "66:One cannot be read, and none has a mistake.",
            ExitStatus.INTERNAL_TEXT
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  memplug check machines/*.yaml",
            "  memplug check --json mine.yaml | jq -r '.[] | select(.ok | not) | .error'"
        })
final class CheckCommand implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON array: file, ok, and name or error of each.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "MACHINE.yaml", description = "Descriptions of machines.")
    private List<String> files = List.of();

    @Override
    public Integer call() {
        int status = ExitStatus.DONE;
        List<Map<String, Object>> results = new ArrayList<>();
        for (String file : files) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("file", file);
            results.add(result);
            try {
                result.put("name", MachineFile.read(file).name());
                result.put("ok", true);
            } catch (Failure failure) {
                result.put("error", failure.message());
                result.put("ok", false);
                status = status == ExitStatus.BAD_DATA ? status : failure.status();
            }
        }
        if (json) {
            System.out.println(Json.of(results));
        } else {
            results.forEach(CheckCommand::print);
        }
        return status;
    }

    private static void print(Map<String, Object> result) {
        if (result.get("error") instanceof String error) {
            Main.complain(error);
        } else {
            System.out.println(result.get("file") + ": ok");
        }
    }
}
