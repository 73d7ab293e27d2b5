package memplug.machine.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.FrameRun;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.ZoneKind;

/** Where the pages of processes are, found by going through all frames once. */
public final class Whereabouts {
    private final NavigableMap<Integer, List<FrameRun>> runs = new TreeMap<>();
    private final NavigableMap<Integer, NavigableMap<Integer, Map<ZoneKind, Long>>> places = new TreeMap<>();

    private Whereabouts() {}

    /**
     * {@return where the pages of some owners are}
     *
     * @param memory the memory to go through
     * @param wanted which owners
     */
    public static Whereabouts of(Memory memory, IntPredicate wanted) {
        Whereabouts found = new Whereabouts();
        // The page lock: no page is on its way meanwhile.
        synchronized (memory.pages()) {
            for (MemoryBlock block : memory.blocks().values()) {
                if (block.state() != BlockState.OFFLINE) {
                    found.add(memory, block, wanted);
                }
            }
        }
        found.runs.values().forEach(each -> each.sort(Comparator.comparingLong(FrameRun::page)));
        return found;
    }

    private void add(Memory memory, MemoryBlock block, IntPredicate wanted) {
        for (FrameRun run : block.frames().runs()) {
            if (run.owner() != 0 && wanted.test(run.owner())) {
                runs.computeIfAbsent(run.owner(), _ -> new ArrayList<>()).add(run);
                for (ZoneKind kind : ZoneKind.values()) {
                    int pages = memory.framesIn(kind, block, run);
                    if (pages > 0) {
                        places.computeIfAbsent(run.owner(), _ -> new TreeMap<>())
                                .computeIfAbsent(block.node(), _ -> new EnumMap<>(ZoneKind.class))
                                .merge(kind, (long) pages, Long::sum);
                    }
                }
            }
        }
    }

    /** {@return the owners of which there is any page} */
    public Iterable<Integer> owners() {
        return runs.keySet();
    }

    /**
     * {@return how many pages of an owner are where, by node and zone}
     *
     * @param owner whose
     */
    public NavigableMap<Integer, Map<ZoneKind, Long>> places(int owner) {
        return places.getOrDefault(owner, new TreeMap<>());
    }

    /**
     * {@return what is wrong with the memory of a process, if anything is: each page has to be in exactly one frame, used as
     * the process uses it, and filled by the write that filled it last}
     *
     * @param process the process
     */
    public Optional<String> damage(MemoryUser process) {
        List<FrameRun> found = runs.getOrDefault(process.owner(), List.of());
        long page = 0;
        int next = 0;
        for (FrameRun should : process.contents().runs()) {
            page = should.first();
            while (should.use() != FrameUse.FREE && page < should.end()) {
                FrameRun is = next < found.size() ? found.get(next) : null;
                if (is == null || is.page() > page) {
                    return Optional.of("page " + page + " of " + process.name() + " is nowhere");
                }
                if (is.page() + is.pages() <= page) {
                    return Optional.of("a page of " + process.name() + " is in two frames: " + is);
                }
                if (is.written() != should.written() || !same(should.use(), is.use())) {
                    return Optional.of("page " + page + " of " + process.name() + " is " + is + ", not " + should);
                }
                page = Math.min(is.page() + is.pages(), should.end());
                next += page == is.page() + is.pages() ? 1 : 0;
            }
            if (should.use() == FrameUse.FREE
                    && next < found.size()
                    && found.get(next).page() < should.end()) {
                return Optional.of(
                        "a page that " + process.name() + " does not have, or has twice: " + found.get(next));
            }
        }
        return next < found.size()
                ? Optional.of("a page that " + process.name() + " does not have: " + found.get(next))
                : Optional.empty();
    }

    /** Whether a page is used as it should; a transparent huge page may have come apart. */
    private static boolean same(FrameUse should, FrameUse is) {
        return should == is || (should == FrameUse.HUGE_TRANSPARENT && is == FrameUse.ANONYMOUS);
    }
}
