package memplug.machine.workload;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.mm.FrameOwners;
import memplug.machine.mm.FrameRun;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Frames;
import memplug.machine.mm.HugePool;
import memplug.machine.mm.Memory;
import memplug.machine.workload.WorkloadOutcome.Damaged;
import memplug.machine.workload.WorkloadOutcome.Killed;
import memplug.machine.workload.WorkloadOutcome.NameTaken;
import memplug.machine.workload.WorkloadOutcome.NoMemory;
import memplug.machine.workload.WorkloadOutcome.NoSuchProcess;
import memplug.machine.workload.WorkloadOutcome.NotPossible;

/**
 * Processes that hold memory of the machine. What a page of theirs holds follows from whose it is, which one, and which
 * write filled it, so that all of it can be checked and none of it is stored. Safe for use by several threads, by its
 * monitor.
 */
public final class Workload {
    private static final long ALL = Long.MAX_VALUE;

    private final Memory memory;
    private final NavigableMap<String, MemoryUser> processes = new ConcurrentSkipListMap<>();
    private int nextOwner = 1;
    private int lastWrite;

    /**
     * A workload of no processes.
     *
     * @param memory the machine's memory
     */
    public Workload(Memory memory) {
        this.memory = memory;
        memory.setOwners(new FrameOwners() {
            @Override
            public String nameOf(int owner) {
                return Workload.this.nameOf(owner).orElseGet(() -> NOBODY.nameOf(owner));
            }

            @Override
            public boolean killLargest() {
                return Workload.this.killLargest();
            }
        });
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
        copy.lastWrite = lastWrite;
        return copy;
    }

    /** {@return the processes by name} */
    public NavigableMap<String, MemoryUser> processes() {
        return processes;
    }

    /**
     * Starts a process that fills anonymous memory.
     *
     * @param name its name
     * @param bytes how much memory
     * @param node the node that it runs on
     * @return done, or refused with nothing taken
     */
    public WorkloadOutcome start(String name, long bytes, int node) {
        return start(new ProcessRequest(name, bytes, Policy.onNode(node), PageKind.MOVABLE));
    }

    /**
     * Starts a process that fills all its memory.
     *
     * @param request what it is
     * @return done, or refused with nothing taken
     */
    public synchronized WorkloadOutcome start(ProcessRequest request) {
        Frames contents = Frames.all(request.pages(), FrameUse.FREE)
                .with(new FrameRun(0, request.pages(), request.kind().use(), 0, 0, ++lastWrite));
        return begin(new MemoryUser(nextOwner++, request.name(), request.kind(), request.policy(), contents));
    }

    private WorkloadOutcome begin(MemoryUser process) {
        if (processes.containsKey(process.name())) {
            return new NameTaken(process.name());
        }
        if (!memory.nodes().keySet().containsAll(process.policy().nodes())) {
            return new NotPossible("no such nodes: " + process.policy());
        }
        if (!new Allocation(memory, process).fill(0, process.contents())) {
            return new NoMemory(process.name(), process.pages());
        }
        processes.put(process.name(), process);
        return WorkloadOutcome.done();
    }

    /**
     * Lets a process map more memory, and touch it: it holds zeros.
     *
     * @param name the process
     * @param bytes how much
     * @return done, or refused with nothing taken
     */
    public synchronized WorkloadOutcome touch(String name, long bytes) {
        return alive(name, process -> {
            if (bytes <= 0 || bytes > ProcessRequest.MOST_BYTES - process.mappedBytes()) {
                return new NotPossible("a process maps up to 4 TiB");
            }
            int pages = ProcessRequest.pages(bytes, process.kind());
            int before = process.contents().pages();
            Frames more = Frames.all(pages, process.kind().use());
            if (!new Allocation(memory, process).fill(before, more)) {
                return new NoMemory(name, pages);
            }
            memory.pages()
                    .hugePools()
                    .of(process.kind().use())
                    .ifPresent(pool -> pool.consume(process.owner(), hugePages(process, pages)));
            processes.put(name, process.with(process.contents().followedBy(more)));
            return WorkloadOutcome.done();
        });
    }

    /**
     * Lets a process map more memory in huge pages, and not touch it: as many huge pages stay free in the pools, for when it
     * does.
     *
     * @param name the process
     * @param bytes how much
     * @return done, or refused because fewer are free that nobody has reserved
     */
    public synchronized WorkloadOutcome reserve(String name, long bytes) {
        return alive(name, process -> {
            Optional<HugePool> pool =
                    memory.pages().hugePools().of(process.kind().use());
            if (pool.isEmpty() || bytes <= 0 || bytes > ProcessRequest.MOST_BYTES) {
                return new NotPossible("only huge pages of a pool are reserved, up to 4 TiB: " + name);
            }
            int pages = ProcessRequest.pages(bytes, process.kind());
            return pool.get().reserve(process.owner(), hugePages(process, pages))
                    ? WorkloadOutcome.done()
                    : new NoMemory(name, pages);
        });
    }

    private static long hugePages(MemoryUser process, int pages) {
        return pages / process.kind().use().unit();
    }

    /**
     * Lets a process fill its memory anew.
     *
     * @param name the process
     * @param bytes how much of it, from the beginning
     * @return done, or refused
     */
    public synchronized WorkloadOutcome write(String name, long bytes) {
        return alive(name, process -> {
            int write = ++lastWrite;
            return change(process, pages(process, bytes), run -> run.writtenBy(write));
        });
    }

    /**
     * Lets a process give back memory; what is pinned it keeps.
     *
     * @param name the process
     * @param bytes how much of it, from the beginning
     * @return done, or refused
     */
    public synchronized WorkloadOutcome free(String name, long bytes) {
        return alive(
                name,
                process -> change(
                        process, pages(process, bytes), run -> run.use() == FrameUse.PINNED ? run : run.freed()));
    }

    /**
     * Lets a process give back every second piece of its memory, so that what is left is scattered; what is pinned it
     * keeps.
     *
     * @param name the process
     * @param bytes how large a piece is
     * @return done, or refused
     */
    public synchronized WorkloadOutcome thin(String name, long bytes) {
        return alive(name, process -> {
            int chunk = ProcessRequest.pages(Math.clamp(bytes, 1, process.mappedBytes()), process.kind());
            memory.pages().thin(process.owner(), chunk);
            processes.put(name, process.with(process.contents().thinned(0, chunk)));
            return WorkloadOutcome.done();
        });
    }

    /**
     * Locks memory of a process, as mlock does: it stays in memory, and may be moved within it.
     *
     * @param name the process
     * @param bytes how much of it, from the beginning
     * @return done, or refused
     */
    public synchronized WorkloadOutcome lock(String name, long bytes) {
        return alive(
                name,
                process -> process.kind() == PageKind.MOVABLE || process.kind() == PageKind.TRANSPARENT_HUGE
                        ? hold(process, bytes, FrameUse.LOCKED)
                        : new NotPossible("only anonymous memory is locked: " + name));
    }

    /**
     * Undoes {@link #lock}.
     *
     * @param name the process
     * @param bytes how much of it, from the beginning
     * @return done, or refused
     */
    public synchronized WorkloadOutcome unlock(String name, long bytes) {
        return alive(name, process -> letGo(process, bytes, FrameUse.LOCKED));
    }

    /**
     * Pins all memory of a process.
     *
     * @param name the process
     * @return done, or refused
     */
    public WorkloadOutcome pin(String name) {
        return pin(name, ALL);
    }

    /**
     * Pins memory of a process, as RDMA or direct I/O do: it stays where it is until {@link #unpin}.
     *
     * @param name the process
     * @param bytes how much of it, from the beginning
     * @return done, or refused
     */
    public synchronized WorkloadOutcome pin(String name, long bytes) {
        return alive(
                name,
                process -> process.kind().isOfProcess()
                        ? hold(process, bytes, FrameUse.PINNED)
                        : new NotPossible("nobody pins memory of the kernel: " + name));
    }

    /**
     * Lets all memory of a process move again.
     *
     * @param name the process
     * @return done, or refused
     */
    public WorkloadOutcome unpin(String name) {
        return unpin(name, ALL);
    }

    /**
     * Lets memory of a process move again.
     *
     * @param name the process
     * @param bytes how much of it, from the beginning
     * @return done, or refused
     */
    public synchronized WorkloadOutcome unpin(String name, long bytes) {
        return alive(name, process -> letGo(process, bytes, FrameUse.PINNED));
    }

    /**
     * Pins memory of a process for long, as RDMA and VFIO do: what of it is in ZONE_MOVABLE first moves to another zone.
     *
     * @param name the process
     * @param bytes how much of it, from the beginning
     * @return done; or refused, and nothing is pinned that was not
     */
    public synchronized WorkloadOutcome pinLongTerm(String name, long bytes) {
        return alive(name, process -> {
            int pages = pages(process, bytes);
            return process.kind().isOfProcess() && !memory.pages().leaveMovable(process.owner(), 0, pages)
                    ? new NoMemory(name, pages)
                    : pin(name, bytes);
        });
    }

    private WorkloadOutcome hold(MemoryUser process, long bytes, FrameUse use) {
        return change(process, pages(process, bytes), run -> run.use() == FrameUse.PINNED ? run : run.as(use));
    }

    private WorkloadOutcome letGo(MemoryUser process, long bytes, FrameUse use) {
        FrameUse after = process.kind().useWhenLetGo();
        return change(process, pages(process, bytes), run -> run.use() == use ? run.as(after) : run);
    }

    /**
     * Makes a copy of a process, page by page: Linux would put it off until one of the two writes. Pins and locks are not
     * inherited.
     *
     * @param name the process
     * @param child the name of the copy
     * @return done, or refused with nothing taken
     */
    public synchronized WorkloadOutcome fork(String name, String child) {
        return alive(name, process -> {
            FrameUse use = process.kind().useWhenLetGo();
            Frames contents = process.contents().map(run -> run.use() == FrameUse.FREE ? run : run.as(use));
            return begin(new MemoryUser(nextOwner++, child, process.kind(), process.policy(), contents));
        });
    }

    /**
     * Lets a process read all its memory.
     *
     * @param name the process
     * @return done if each page is there and holds what it was filled with; or what is wrong
     */
    public synchronized WorkloadOutcome check(String name) {
        return alive(
                name,
                process -> Whereabouts.of(memory, owner -> owner == process.owner())
                        .damage(process)
                        .<WorkloadOutcome>map(damage -> new Damaged(name, damage))
                        .orElseGet(WorkloadOutcome::done));
    }

    /**
     * Ends a process and frees its memory.
     *
     * @param name the process
     * @return done, or that there is no such process
     */
    public synchronized WorkloadOutcome stop(String name) {
        MemoryUser process = processes.get(name);
        if (process == null) {
            return new NoSuchProcess(name);
        }
        if (process.pinned() > 0) {
            // Huge pages that were pinned go back to their pool.
            letGo(process, ALL, FrameUse.PINNED);
        }
        processes.remove(name);
        memory.pages().freeAllOf(process.owner());
        return WorkloadOutcome.done();
    }

    private synchronized boolean killLargest() {
        Optional<MemoryUser> largest = OomKiller.largest(processes.values());
        largest.ifPresent(process -> {
            OomKiller killer = new OomKiller(memory);
            killer.logKill(process);
            stop(process.name());
            killer.logReaped(process);
        });
        return largest.isPresent();
    }

    /** Lets a process do something with its memory: if that has lost a page, it dies of it. */
    private WorkloadOutcome alive(String name, Function<MemoryUser, WorkloadOutcome> action) {
        MemoryUser process = processes.get(name);
        if (process == null) {
            return new NoSuchProcess(name);
        }
        if (memory.pages().struck().contains(process.owner())) {
            memory.kernel().error("MCE: Killing %s:%d due to hardware memory corruption", name, process.owner());
            stop(name);
            return new Killed(name);
        }
        return action.apply(process);
    }

    /** Changes the first pages of a process: in its frames, and in what it knows of them. */
    private WorkloadOutcome change(MemoryUser process, int pages, UnaryOperator<FrameRun> change) {
        memory.pages().change(process.owner(), 0, pages, change);
        processes.put(
                process.name(),
                process.with(
                        process.contents().map(0, pages, run -> run.use() == FrameUse.FREE ? run : change.apply(run))));
        return WorkloadOutcome.done();
    }

    private static int pages(MemoryUser process, long bytes) {
        return bytes >= process.mappedBytes()
                ? process.contents().pages()
                : ProcessRequest.pages(Math.max(0, bytes), process.kind());
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
        for (MemoryUser process : processes.values()) {
            writer.add(process.owner()).add(process.name()).add(process.kind()).add(process.policy());
            process.contents().fingerprint(writer);
        }
    }
}
