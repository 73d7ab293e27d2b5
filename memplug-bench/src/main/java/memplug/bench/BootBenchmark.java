package memplug.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.machine.description.MachineDescription;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What comes before a machine is there: its description is read, and it boots. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(2)
@State(Scope.Benchmark)
public class BootBenchmark {
    /** Where {@code machines} is; {@code run} says so. */
    private static final Path MACHINES = Path.of(System.getProperty("memplug.machines", "machines"));

    @Param({"cxl-pool", "reference"})
    private String name;

    private String text;
    private MachineDescription description;

    @Setup
    public void read() throws IOException, DescriptionException {
        text = Files.readString(MACHINES.resolve(name + ".yaml"));
        description = readDescription();
    }

    @Benchmark
    public MachineDescription readDescription() throws DescriptionException {
        return DescriptionReader.read(text, name);
    }

    @Benchmark
    public Machine boot() {
        return Machine.boot(description);
    }
}
