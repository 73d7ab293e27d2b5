package memplug.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import memplug.bench.HeldMachine.Took;
import memplug.machine.phys.ByteSize;
import memplug.machine.workload.PageKind;
import memplug.machine.workload.Policy;
import memplug.machine.workload.ProcessRequest;

/**
 * What unplugging costs as memory grows, and as it is fragmented; and what a very large machine costs. Prints a table, and
 * draws two curves. scale.sh runs it.
 */
public final class Scale {
    private static final int ROUNDS = 7;
    private static final double MILLION = 1e6;

    private Scale() {}

    /**
     * Measures.
     *
     * @param arguments the directory for the curves
     * @throws IOException if they cannot be written
     */
    public static void main(String... arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        if (arguments.length > 1) {
            veryLarge();
            return;
        }
        size(directory);
        fragmentation(directory);
    }

    /** A machine of 64 TiB with 10,000 processes; the heap is what the JVM was given. */
    private static void veryLarge() {
        HeldMachine held = new HeldMachine(64 * ByteSize.TIB, 64 * ByteSize.GIB);
        for (int i = 0; i < 10_000; i++) {
            var outcome = held.machine()
                    .workload()
                    .start(new ProcessRequest("process-" + i, 6 * ByteSize.GIB, Policy.onNode(1), PageKind.MOVABLE));
            if (!outcome.isDone()) {
                throw new IllegalStateException(outcome.toString());
            }
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "64 TiB, 10,000 processes of 6 GiB: %d MiB of heap in use, of %d MiB%n",
                runtime.totalMemory() - runtime.freeMemory() >> 20, runtime.maxMemory() >> 20);
        System.out.println("its audit: " + held.machine().audit().orElse("nothing is broken"));
    }

    private static void size(Path directory) throws IOException {
        Curve idle = new Curve("idle");
        Curve huge = new Curve("half full of 2 MiB pages");
        for (long bytes = 64 * ByteSize.GIB; bytes <= ByteSize.TIB; bytes *= 2) {
            HeldMachine held = new HeldMachine(bytes, bytes);
            idle.add(bytes / ByteSize.GIB, median(() -> idle(held)).clock() / MILLION);
            huge.add(
                    bytes / ByteSize.GIB,
                    median(() -> half(held, PageKind.HUGE, 2 * ByteSize.MIB)).clock() / MILLION);
        }
        idle.print("GiB", "ms");
        huge.print("GiB", "ms");
        Files.writeString(
                directory.resolve("unplug-by-size.svg"),
                Curve.draw("Unplug, by the size of the device", "GiB", "ms", List.of(idle, huge)));
    }

    private static void fragmentation(Path directory) throws IOException {
        Curve time = new Curve("64 GiB, every second piece used");
        HeldMachine held = new HeldMachine(64 * ByteSize.GIB, 64 * ByteSize.GIB);
        String worst = "";
        for (long piece = 4 * ByteSize.MIB; piece >= 4096; piece /= 4) {
            long size = piece;
            long before = held.migrated();
            Took took = median(() -> half(held, PageKind.MOVABLE, size));
            double pages = (held.migrated() - before) / (double) ROUNDS;
            worst = "%.1f million pages a second are moved by the clock, %.1f in processor time"
                    .formatted(pages / took.clock() * 1e3, pages / took.processor() * 1e3);
            time.add((double) piece / ByteSize.KIB, took.clock() / MILLION);
        }
        time.print("KiB", "ms");
        System.out.println("every second page of 64 GiB: " + worst + "; twice as many frames go offline");
        Files.writeString(
                directory.resolve("unplug-by-fragmentation.svg"),
                Curve.draw("Unplug, by the size of the pieces in use", "KiB", "ms", List.of(time)));
    }

    private static Took idle(HeldMachine held) {
        Took took = held.unplug();
        held.plug();
        return took;
    }

    private static Took half(HeldMachine held, PageKind kind, long piece) {
        held.halfFull(kind, piece);
        Took took = held.unplug();
        held.machine().workload().stop("holder");
        held.plug();
        return took;
    }

    private static Took median(Supplier<Took> measured) {
        List<Took> all = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            all.add(measured.get());
        }
        return new Took(middle(all, Took::clock), middle(all, Took::processor));
    }

    private static long middle(List<Took> all, ToLongFunction<Took> what) {
        return all.stream().mapToLong(what).sorted().toArray()[all.size() / 2];
    }
}
