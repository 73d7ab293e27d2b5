package memplug.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import memplug.machine.kernel.Task;
import memplug.tree.Access;
import memplug.tree.Directory;
import memplug.tree.ErrnoException;
import memplug.tree.MachineTree;
import memplug.tree.Node;
import memplug.tree.OpenFile;
import memplug.tree.RegularFile;
import memplug.tree.nio.MachineFileSystem;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a block's {@code state}, one of 8,192, without a mount. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(2)
@State(Scope.Benchmark)
public class TreeBenchmark {
    private static final String STATE = "sys/devices/system/memory/memory12000/state";
    private static final int PAGE_BYTES = 4096;

    private MachineTree tree;
    private MachineFileSystem files;
    private Path path;

    @Setup
    public void boot() throws IOException {
        tree = MachineTree.of(LargeMachine.plugged(false).machine());
        files = MachineFileSystem.of(tree);
        path = files.getPath("/" + STATE);
        if (!Files.readString(path).equals("online\n")) {
            throw new IllegalStateException("the block is not online");
        }
    }

    /** As a server does for one who has nothing cached: each name is looked up, the file opened, read and released. */
    @Benchmark
    public byte[] lookUpOpenRead() throws ErrnoException {
        Node node = tree.root();
        for (String name : STATE.split("/")) {
            node = ((Directory) node).lookUp(name).orElseThrow();
        }
        OpenFile file = ((RegularFile) node).open(Access.READ);
        byte[] bytes = file.read(0, PAGE_BYTES, Task.PLAIN);
        file.release();
        return bytes;
    }

    /** As a Java program does. */
    @Benchmark
    public String readString() throws IOException {
        return Files.readString(path, StandardCharsets.ISO_8859_1);
    }
}
