package memplug.fuse.stress;

import java.util.List;
import java.util.SplittableRandom;

/** One of several that use a machine at once. */
abstract class Actor implements Runnable {
    private final String name;
    private final Sight sight;
    private final SplittableRandom random;
    private volatile boolean ended;

    Actor(String name, Sight sight, SplittableRandom random) {
        this.name = name;
        this.sight = sight;
        this.random = random;
    }

    @Override
    public final void run() {
        try {
            while (!ended) {
                turn();
            }
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            sight.complain("failed: " + e);
        }
    }

    /** Does something small. */
    abstract void turn();

    final String name() {
        return name;
    }

    final Sight sight() {
        return sight;
    }

    /** Lets the turn that is under way be the last. */
    final void end() {
        ended = true;
    }

    /** {@return whether something happens that does so many times out of a hundred} */
    final boolean happens(int percent) {
        return random.nextInt(100) < percent;
    }

    final int below(int bound) {
        return random.nextInt(bound);
    }

    final <E> E pick(List<E> all) {
        return all.get(random.nextInt(all.size()));
    }
}
