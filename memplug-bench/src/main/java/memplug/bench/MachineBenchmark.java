package memplug.bench;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import memplug.machine.Machine;
import memplug.machine.kernel.Fingerprint;
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

/** What a test does between operations, with all of a machine whose device of 1 TiB is online. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(2)
@State(Scope.Benchmark)
public class MachineBenchmark {
    @Param({"false", "true"})
    private boolean memmapOnMemory;

    private Machine machine;

    @Setup
    public void boot() {
        machine = LargeMachine.plugged(memmapOnMemory).machine();
    }

    @Benchmark
    public Machine copy() {
        return machine.copy();
    }

    @Benchmark
    public Fingerprint fingerprint() {
        return machine.fingerprint();
    }

    @Benchmark
    public Optional<String> audit() {
        return machine.audit();
    }
}
