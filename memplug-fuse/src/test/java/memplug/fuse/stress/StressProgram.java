package memplug.fuse.stress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that uses a mounted machine with two writers and four readers at once. It prints what was wrong, then what was
 * answered how often, and ends with 0 if nothing was wrong, 1 if something was, 3 if a call did not return.
 */
final class StressProgram {
    private static final long PATIENCE_SECONDS = 30;
    private static final int MOST_TOLD = 20;
    private static final int WRONG = 1;
    private static final int HANGS = 3;

    private final List<Actor> actors = new ArrayList<>();
    private final DeviceWriter deviceWriter;
    private final BlockWriter blockWriter;

    private StressProgram(String root, long seed, List<Long> bootBlocks, List<Device> devices) {
        SplittableRandom random = new SplittableRandom(seed);
        deviceWriter = new DeviceWriter(new Sight(root), random.split(), devices);
        // Only with one device can boot memory go offline without that pages of it end up on the devices for good.
        blockWriter =
                new BlockWriter(new Sight(root), random.split(), devices, devices.size() == 1 ? bootBlocks : List.of());
        actors.add(deviceWriter);
        actors.add(blockWriter);
        actors.add(new Walker(new Sight(root), random.split(), devices));
        actors.add(new BlockReader(new Sight(root), random.split(), devices));
        actors.add(new Keeper(new Sight(root), random.split(), devices));
        actors.add(new Lister(new Sight(root), random.split(), devices, bootBlocks));
    }

    /**
     * Runs the program.
     *
     * @param arguments where the machine is mounted, for how many seconds, a seed, its boot blocks and its devices
     */
    public static void main(String[] arguments) throws InterruptedException {
        List<Long> bootBlocks =
                Arrays.stream(arguments[3].split(",", -1)).map(Long::valueOf).toList();
        List<Device> devices = Arrays.stream(arguments).skip(4).map(Device::of).toList();
        var program = new StressProgram(arguments[0], Long.parseLong(arguments[2]), bootBlocks, devices);
        System.exit(program.run(Long.parseLong(arguments[1])));
    }

    private int run(long seconds) throws InterruptedException {
        List<Thread> threads = actors.stream()
                .map(actor -> Thread.ofPlatform().name(actor.name()).start(actor))
                .toList();
        boolean goesOn = watch(seconds);
        actors.forEach(Actor::end);
        if (!goesOn || !join(threads)) {
            return hangs();
        }
        blockWriter.settle();
        deviceWriter.settle();
        return report();
    }

    /** Returns false if a call did not return. */
    private boolean watch(long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end && wrong().size() < MOST_TOLD) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            if (actors.stream().anyMatch(StressProgram::isStuck)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStuck(Actor actor) {
        return System.nanoTime() - actor.sight().since() > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    private static boolean join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    private int hangs() {
        for (Actor actor : actors) {
            long waits = TimeUnit.NANOSECONDS.toSeconds(
                    System.nanoTime() - actor.sight().since());
            System.out.println("HANGS: " + actor.name() + " since " + waits + " s: "
                    + actor.sight().doing());
        }
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            System.out.println(thread.getName());
            Arrays.stream(stack).forEach(frame -> System.out.println("    at " + frame));
        });
        report();
        return HANGS;
    }

    private List<String> wrong() {
        return actors.stream()
                .flatMap(actor -> actor.sight().wrong().stream().map(what -> actor.name() + ": " + what))
                .toList();
    }

    private int report() {
        List<String> wrong = wrong();
        wrong.stream().limit(MOST_TOLD).forEach(what -> System.out.println("WRONG: " + what));
        Map<String, Integer> counts = new TreeMap<>();
        actors.forEach(
                actor -> actor.sight().counts().forEach((what, count) -> counts.merge(what, count, Integer::sum)));
        System.out.println(counts);
        return wrong.isEmpty() ? 0 : WRONG;
    }
}
