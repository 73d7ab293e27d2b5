package memplug.machine.mm;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.mm.PageAllocator.Obstacle;

/** The pools of huge pages of all sizes. What changes them is called under the page lock. */
public final class HugePools {
    private final Map<FrameUse, HugePool> pools = new EnumMap<>(FrameUse.class);

    HugePools(Memory memory) {
        for (FrameUse use : FrameUse.values()) {
            if (use.isOfPool()) {
                pools.put(use, new HugePool(memory, use));
            }
        }
    }

    HugePools copy(Memory forMemory) {
        HugePools copy = new HugePools(forMemory);
        pools.forEach((use, pool) -> copy.pools.put(use, pool.copy(forMemory)));
        return copy;
    }

    /**
     * {@return the pools of a size, or nothing if frames that are used so are of none}
     *
     * @param use what the frames are used for
     */
    public Optional<HugePool> of(FrameUse use) {
        return Optional.ofNullable(pools.get(use));
    }

    /** Whether any frame is part of a huge page of a pool, free or in use. */
    boolean haveAnyOf(Frames frames) {
        return pools.keySet().stream().anyMatch(frames::hold);
    }

    /** Whether any frame is part of a huge page that is free in its pool. */
    boolean haveFreeOf(Frames frames) {
        return haveAnyOf(frames) && frames.runs().stream().anyMatch(FrameRun::isPooled);
    }

    /** Makes small pages of what nodes have free beyond what their pools are to have. */
    void trim() {
        pools.values().forEach(HugePool::trim);
    }

    /** Takes back what somebody who is no more has reserved. */
    void giveUp(int owner) {
        pools.values().forEach(pool -> pool.consume(owner, Long.MAX_VALUE));
    }

    /** Makes small pages of the huge ones of a block that are free; returns the first that stays, if one has to. */
    Optional<Obstacle> dissolve(MemoryBlock block) {
        if (!haveFreeOf(block.frames())) {
            return Optional.empty();
        }
        return following(
                block,
                () -> pools.values().stream()
                        .flatMap(pool -> pool.dissolve(block).stream())
                        .findFirst());
    }

    /** Does something that may take huge pages from the node of a block; the pools follow them. */
    <T> T following(MemoryBlock block, Supplier<T> action) {
        List<Runnable> followers =
                pools.values().stream().map(pool -> pool.follower(block.node())).toList();
        T result = action.get();
        followers.forEach(Runnable::run);
        return result;
    }

    /** {@return what is wrong, if anything is} */
    public Optional<String> contradiction() {
        return pools.values().stream()
                .flatMap(pool -> pool.contradiction().stream())
                .findFirst();
    }

    void fingerprint(Fingerprint.Writer writer) {
        pools.values().forEach(pool -> pool.fingerprint(writer));
    }
}
