package memplug.machine.mm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ToIntFunction;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.mm.PageAllocator.Contents;
import memplug.machine.mm.PageAllocator.Obstacle;

/**
 * Huge pages of one size: how many each node is to have in its pool, and how many of the free ones are promised to whom.
 * Which there are, in use or free, only the frames know; what a node has beyond its pool is surplus, and goes when it is no
 * longer in use. As mm/hugetlb.c. Changed under the page lock, read under none.
 */
public final class HugePool {
    private static final int MOST_AT_ONCE = 4096;

    private final Memory memory;
    private final FrameUse use;
    private final NavigableMap<Integer, Long> wanted = new ConcurrentSkipListMap<>();
    private final NavigableMap<Integer, Long> reserved = new ConcurrentSkipListMap<>();

    HugePool(Memory memory, FrameUse use) {
        this.memory = memory;
        this.use = use;
    }

    HugePool copy(Memory forMemory) {
        HugePool copy = new HugePool(forMemory, use);
        copy.wanted.putAll(wanted);
        copy.reserved.putAll(reserved);
        return copy;
    }

    /**
     * {@return how many huge pages a node has, in use and free}
     *
     * @param node the node
     */
    public long total(Node node) {
        return count(node, frames -> frames.count(use));
    }

    /**
     * {@return how many of them are free}
     *
     * @param node the node
     */
    public long free(Node node) {
        return count(node, this::pooledFrames);
    }

    /**
     * {@return how many it has beyond its pool}
     *
     * @param node the node
     */
    public long surplus(Node node) {
        return Math.max(0, total(node) - wanted(node));
    }

    /** {@return how many are reserved: free somewhere, and for whoever reserved them only} */
    public long reserved() {
        return reserved.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * {@return how many an owner has reserved and not yet touched}
     *
     * @param owner who
     */
    public long reserved(int owner) {
        return reserved.getOrDefault(owner, 0L);
    }

    /**
     * Makes the pool of a node as large as is wanted, as far as there is memory. As set_max_huge_pages().
     *
     * @param node the node
     * @param count how many huge pages are to be in it
     */
    public void resize(Node node, long count) {
        synchronized (memory.pages()) {
            long is = total(node);
            for (long more = MOST_AT_ONCE; more > 0; more /= 2) {
                while (is + more <= count && takeNew(node, (int) more)) {
                    is += more;
                }
            }
            setWanted(node, Math.min(is, count));
            trim(node);
        }
    }

    private boolean takeNew(Node node, int count) {
        return memory.pages()
                .takeNew(List.of(node), count * use.unit(), new Contents(use, 0, 0))
                .isPresent();
    }

    /**
     * Reserves huge pages. As hugetlb_reserve_pages(), without asking for surplus ones.
     *
     * @param owner for whom
     * @param count how many
     * @return whether as many are free that nobody has reserved; if not, none is reserved
     */
    public boolean reserve(int owner, long count) {
        synchronized (memory.pages()) {
            boolean enough = count <= available();
            if (enough) {
                reserved.merge(owner, count, Long::sum);
            }
            return enough;
        }
    }

    /**
     * Takes off what an owner has reserved: it has touched huge pages, or needs them no more.
     *
     * @param owner who
     * @param count how many at most
     */
    public void consume(int owner, long count) {
        synchronized (memory.pages()) {
            if (reserved.containsKey(owner)) {
                reserved.computeIfPresent(owner, (_, is) -> is > count ? is - count : null);
                trim();
            }
        }
    }

    private long wanted(Node node) {
        return wanted.getOrDefault(node.id(), 0L);
    }

    private void setWanted(Node node, long count) {
        if (count > 0) {
            wanted.put(node.id(), count);
        } else {
            wanted.remove(node.id());
        }
    }

    private long count(Node node, ToIntFunction<Frames> counted) {
        long frames = 0;
        for (MemoryBlock block : blocks(node)) {
            frames += counted.applyAsInt(block.frames());
        }
        return frames / use.unit();
    }

    private List<MemoryBlock> blocks(Node node) {
        return node.blocks().stream()
                .flatMap(id -> memory.block(id).stream())
                .filter(block -> block.node() == node.id())
                .toList();
    }

    private int pooledFrames(Frames frames) {
        int count = 0;
        for (int i = 0; i < frames.size() && frames.hold(use); i++) {
            count += isPooled(frames.run(i)) ? frames.end(i) - frames.first(i) : 0;
        }
        return count;
    }

    private boolean isPooled(FrameRun run) {
        return run.use() == use && run.isPooled();
    }

    /** How many are free anywhere that nobody has reserved. */
    long available() {
        return memory.nodes().values().stream().mapToLong(this::free).sum() - reserved();
    }

    private long atMost(long count) {
        return reserved.isEmpty() ? count : Math.clamp(available(), 0, count);
    }

    /** Lets go of what nodes have beyond their pools, as far as it is free and not reserved. */
    void trim() {
        memory.nodes().values().forEach(this::trim);
    }

    private void trim(Node node) {
        long surplus = Math.min(free(node), surplus(node));
        if (surplus > 0) {
            letGo(node, atMost(surplus));
        }
    }

    /** Makes small pages of free huge ones, the highest first. */
    private void letGo(Node node, long count) {
        long left = count * use.unit();
        for (MemoryBlock block : blocks(node).reversed()) {
            int here = left > 0 ? pooledFrames(block.frames()) : 0;
            if (here > 0 && here <= left) {
                memory.pages().replace(block, block.frames().map(run -> isPooled(run) ? run.freed() : run));
                left -= here;
            } else if (here > 0) {
                left = letGo(block, left);
            }
        }
    }

    private long letGo(MemoryBlock block, long frames) {
        long left = frames;
        for (FrameRun run : block.frames().runs().reversed()) {
            if (left > 0 && isPooled(run)) {
                int part = (int) Math.min(left, run.pages());
                memory.pages().set(block, run.part(run.end() - part, run.end()).freed());
                left -= part;
            }
        }
        return left;
    }

    /** Takes as many pages of free huge ones as there are, but for those that others have reserved. */
    List<PageSpan> take(Collection<Node> nodes, int pages, Contents contents) {
        List<PageSpan> taken = new ArrayList<>();
        if (wanted.isEmpty() && reserved.isEmpty()) {
            return taken;
        }
        long most = (available() + reserved(contents.owner())) * use.unit();
        int left = Math.clamp(most, 0, pages);
        for (Node node : nodes) {
            for (MemoryBlock block : left > 0 ? blocks(node) : List.<MemoryBlock>of()) {
                left = take(block, left, contents, taken);
            }
        }
        return taken;
    }

    private int take(MemoryBlock block, int pages, Contents contents, List<PageSpan> taken) {
        int left = pages;
        boolean online = block.state() == BlockState.ONLINE && block.frames().hold(use);
        for (FrameRun run : online ? block.frames().runs() : List.<FrameRun>of()) {
            if (left > 0 && isPooled(run)) {
                int part = Math.min(left, run.pages());
                int before = taken.stream().mapToInt(PageSpan::pages).sum();
                memory.pages().set(block, contents.in(run.first(), part, before));
                taken.add(new PageSpan(memory.firstPfn(block) + run.first(), part));
                left -= part;
            }
        }
        return left;
    }

    /** Gives back what was taken. */
    void giveBack(PageSpan span) {
        fill(span.pfn(), span.pages(), use);
    }

    /**
     * As dissolve_free_hugetlb_folios(): makes small pages of the huge ones of a block that are free, until only those are
     * left that are reserved; returns the first that stays.
     */
    Optional<Obstacle> dissolve(MemoryBlock block) {
        return block.frames().runs().stream()
                .filter(this::isPooled)
                .flatMap(run -> dissolve(memory.firstPfn(block) + run.first(), run.pages()).stream())
                .findFirst();
    }

    /** They begin and end at their size, which may be more than a block. */
    private Optional<Obstacle> dissolve(long pfn, int pages) {
        long first = pfn / use.unit() * use.unit();
        long count = (pfn + pages - first + use.unit() - 1) / use.unit();
        long going = atMost(count);
        fill(first, going * use.unit(), FrameUse.FREE);
        return going == count ? Optional.empty() : Optional.of(new Obstacle.Reserved(first + going * use.unit()));
    }

    private void fill(long firstPfn, long pages, FrameUse with) {
        long perBlock = memory.blockSize().pages();
        long pfn = firstPfn;
        while (pfn < firstPfn + pages) {
            int offset = (int) (pfn % perBlock);
            int part = (int) Math.min(firstPfn + pages - pfn, perBlock - offset);
            MemoryBlock block = memory.block(new BlockId(pfn / perBlock)).orElseThrow();
            memory.pages().set(block, new FrameRun(offset, part, with, 0, 0));
            pfn += part;
        }
    }

    /**
     * Counts what each node has, for the pools to follow what has left a node by the time that the result is run, to other
     * nodes or for good; surplus ones count as the first that left. As move_hugetlb_state().
     */
    Runnable follower(int from) {
        Map<Integer, Long> before = new TreeMap<>();
        if (!wanted.containsKey(from)) {
            return () -> {};
        }
        memory.nodes().values().forEach(node -> before.put(node.id(), total(node)));
        return () -> follow(memory.node(from), before);
    }

    private void follow(Node from, Map<Integer, Long> before) {
        long was = before.getOrDefault(from.id(), 0L);
        long left = was - total(from) - Math.max(0, was - wanted(from));
        if (left <= 0) {
            return;
        }
        setWanted(from, wanted(from) - left);
        for (Node node : memory.nodes().values()) {
            long gained = Math.clamp(total(node) - before.getOrDefault(node.id(), 0L), 0, left);
            setWanted(node, wanted(node) + gained);
            left -= gained;
        }
    }

    /** What is wrong, if anything is: all that is reserved has to be free. */
    Optional<String> contradiction() {
        return available() >= 0
                ? Optional.empty()
                : Optional.of(reserved() + " huge pages are reserved, of which not all are free: " + use);
    }

    void fingerprint(Fingerprint.Writer writer) {
        writer.add(wanted).add(reserved);
    }
}
