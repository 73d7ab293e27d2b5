package memplug.bench;

import java.util.concurrent.TimeUnit;
import memplug.machine.dax.KmemDriver.StateOutcome;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Plugging and unplugging a device of 1 TiB as a whole. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(2)
public class PlugBenchmark {
    /** Unplugged whenever an invocation begins. */
    @State(Scope.Benchmark)
    public static class Unplugged {
        @Param({"false", "true"})
        private boolean memmapOnMemory;

        private LargeMachine machine;

        @Setup(Level.Trial)
        public void boot() {
            machine = LargeMachine.plugged(memmapOnMemory);
        }

        @Setup(Level.Invocation)
        public void unplug() {
            machine.unplug();
        }
    }

    /** Plugged whenever an invocation begins. */
    @State(Scope.Benchmark)
    public static class Plugged {
        @Param({"false", "true"})
        private boolean memmapOnMemory;

        private LargeMachine machine;

        @Setup(Level.Trial)
        public void boot() {
            machine = LargeMachine.unplugged(memmapOnMemory);
        }

        @Setup(Level.Invocation)
        public void plug() {
            machine.plug();
        }
    }

    @Benchmark
    public StateOutcome plug(Unplugged unplugged) {
        return unplugged.machine.plug();
    }

    @Benchmark
    public StateOutcome unplug(Plugged plugged) {
        return plugged.machine.unplug();
    }
}
