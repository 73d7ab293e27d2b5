package memplug.machine.workload;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Frames;
import memplug.machine.mm.Memory;
import memplug.machine.mm.PageAllocator.Contents;

/** Processes that hold memory of the machine. Safe for use by several threads, by its monitor. */
public final class Workload {
    private final Memory memory;
    private final NavigableMap<String, MemoryUser> processes = new ConcurrentSkipListMap<>();
    private int nextOwner = 1;

    /**
     * A workload of no processes.
     *
     * @param memory the machine's memory
     */
    public Workload(Memory memory) {
        this.memory = memory;
    }

    /**
     * {@return an independent workload of the same processes}
     *
     * @param forMemory the memory of the copy
     */
    public synchronized Workload copy(Memory forMemory) {
        Workload copy = new Workload(forMemory);
        copy.processes.putAll(processes);
        copy.nextOwner = nextOwner;
        return copy;
    }

    /**
     * A process.
     *
     * @param owner the number that its page frames carry
     * @param pages how many pages of anonymous memory it has
     * @param pinned whether they are pinned
     */
    public record MemoryUser(int owner, int pages, boolean pinned) {}

    /** {@return the processes by name} */
    public NavigableMap<String, MemoryUser> processes() {
        return processes;
    }

    /**
     * Starts a process that fills anonymous memory.
     *
     * @param name its name
     * @param bytes how much memory, in whole pages
     * @param node the node to take it from first
     * @return false if the name is taken or there is not as much memory
     */
    public synchronized boolean start(String name, long bytes, int node) {
        int pages = (int) (bytes / Frames.PAGE_BYTES);
        if (processes.containsKey(name)) {
            return false;
        }
        int owner = nextOwner++;
        if (memory.pages()
                .allocate(node, pages, new Contents(FrameUse.ANONYMOUS, owner, 0))
                .isEmpty()) {
            return false;
        }
        processes.put(name, new MemoryUser(owner, pages, false));
        return true;
    }

    /**
     * Pins all memory of a process, as RDMA or VFIO do: it stays where it is until {@link #unpin}.
     *
     * @param name the process
     * @return false if there is no such process
     */
    public boolean pin(String name) {
        return setPinned(name, true);
    }

    /**
     * Lets the memory of a process move again.
     *
     * @param name the process
     * @return false if there is no such process
     */
    public boolean unpin(String name) {
        return setPinned(name, false);
    }

    private synchronized boolean setPinned(String name, boolean pinned) {
        MemoryUser process = processes.get(name);
        if (process == null) {
            return false;
        }
        memory.pages().changeUse(process.owner(), pinned ? FrameUse.PINNED : FrameUse.ANONYMOUS);
        processes.put(name, new MemoryUser(process.owner(), process.pages(), pinned));
        return true;
    }

    /**
     * Ends a process and frees its memory.
     *
     * @param name the process
     * @return false if there is no such process
     */
    public synchronized boolean stop(String name) {
        MemoryUser process = processes.remove(name);
        if (process != null) {
            memory.pages().freeAllOf(process.owner());
        }
        return process != null;
    }

    /**
     * {@return the name of the process that owns a page frame, if one does}
     *
     * @param owner the number that the frame carries
     */
    public Optional<String> nameOf(int owner) {
        return processes.entrySet().stream()
                .filter(each -> each.getValue().owner() == owner)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Adds all of the state to a fingerprint.
     *
     * @param writer what collects the state
     */
    public void fingerprint(Fingerprint.Writer writer) {
        writer.add(processes);
    }
}
