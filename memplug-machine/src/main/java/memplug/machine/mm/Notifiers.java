package memplug.machine.mm;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Kernel;

/**
 * The memory notifier chain: who is told before and after memory goes online or offline. Those of higher priority are
 * called first, and among equals those that came first. Only what is said to {@link Event#MEM_PREPARE_ONLINE},
 * {@link Event#MEM_GOING_ONLINE} and {@link Event#MEM_GOING_OFFLINE} counts: the first who refuses ends the chain, and
 * everybody is then told that it was cancelled, also who was never asked; but of the first of these nobody is told.
 *
 * <p>Three are always there: the memory tiers, and with priority 0 the errors that were set in debugfs, as
 * lib/memory-notifier-error-inject.c does, and whoever decides the machine's choices. Others that registered belong to whoever made them, and are not copied
 * with a machine.
 */
public final class Notifiers {
    /** What is told. */
    public enum Event {
        /** A block is about to go online; of nodes nothing is said yet. */
        MEM_PREPARE_ONLINE,
        MEM_GOING_ONLINE,
        MEM_CANCEL_ONLINE,
        MEM_ONLINE,
        MEM_GOING_OFFLINE,
        MEM_CANCEL_OFFLINE,
        MEM_OFFLINE,
        /** A block is offline, also if it failed to go online; of nodes nothing is said any more. */
        MEM_FINISH_OFFLINE
    }

    /** One who is told. */
    @FunctionalInterface
    public interface Notifier {
        /**
         * Called, under the hotplug lock, when something is about to happen to a block, or has.
         *
         * @param event what
         * @param change to which block, and what that means to its node
         * @return 0, or a number below 0 to refuse what is about to happen; ignored for what has happened
         */
        int tell(Event event, MemoryChange change);
    }

    /** What a notifier says that gives no reason of its own: "operation not permitted". */
    private static final int PLAIN_VETO = -1;

    private static final int LARGEST = -4095;

    private final Kernel kernel;
    private final BlockSize blockSize;
    private final Map<Event, Integer> injected = new EnumMap<>(Event.class);
    private final List<Registered> chain = new ArrayList<>();

    private record Registered(int priority, Notifier notifier) {}

    Notifiers(Kernel kernel, BlockSize blockSize) {
        this.kernel = kernel;
        this.blockSize = blockSize;
        injected.put(Event.MEM_GOING_OFFLINE, 0);
        injected.put(Event.MEM_GOING_ONLINE, 0);
        register(0, this::injectedError);
        register(0, this::chosenVeto);
    }

    Notifiers copy(Kernel forKernel) {
        Notifiers copy = new Notifiers(forKernel, blockSize);
        copy.injected.putAll(injected());
        return copy;
    }

    /**
     * Adds one who is told from now on.
     *
     * @param priority the higher, the earlier; CXL has 5, most have 0
     * @param notifier who
     */
    public void register(int priority, Notifier notifier) {
        synchronized (chain) {
            int at = 0;
            while (at < chain.size() && chain.get(at).priority() >= priority) {
                at++;
            }
            chain.add(at, new Registered(priority, notifier));
        }
    }

    /**
     * Takes one off the chain again.
     *
     * @param notifier who
     */
    public void unregister(Notifier notifier) {
        synchronized (chain) {
            chain.removeIf(each -> each.notifier().equals(notifier));
        }
    }

    /** {@return the events that can be refused from outside, and the error that each is refused with, 0 for none} */
    public Map<Event, Integer> injected() {
        synchronized (injected) {
            return new EnumMap<>(injected);
        }
    }

    /**
     * Lets an event be refused from now on.
     *
     * @param event one of those in {@link #injected}
     * @param number the number it is refused with, taken into -4095 to 0; 0 lets it pass
     */
    public void inject(Event event, long number) {
        synchronized (injected) {
            injected.computeIfPresent(event, (_, _) -> Math.clamp(number, LARGEST, 0));
        }
    }

    private int injectedError(Event event, MemoryChange change) {
        int number = injected().getOrDefault(event, 0);
        if (number != 0) {
            kernel.info("Injecting error (%d) to %s", number, event);
        }
        return number;
    }

    private int chosenVeto(Event event, MemoryChange change) {
        long address = blockSize.rangeOf(change.block()).start();
        boolean vetoed = switch (event) {
            case MEM_GOING_ONLINE -> kernel.happens(Fault.Kind.ONLINE_VETO, address);
            case MEM_GOING_OFFLINE -> kernel.happens(Fault.Kind.OFFLINE_VETO, address);
            case MEM_PREPARE_ONLINE,
                    MEM_CANCEL_ONLINE,
                    MEM_ONLINE,
                    MEM_CANCEL_OFFLINE,
                    MEM_OFFLINE,
                    MEM_FINISH_OFFLINE -> false;
        };
        return vetoed ? PLAIN_VETO : 0;
    }

    /** Asks everybody, until one refuses; returns 0, or the number of who refused. */
    int ask(Event event, MemoryChange change) {
        for (Registered each : registered()) {
            int number = each.notifier().tell(event, change);
            if (number < 0) {
                return number;
            }
        }
        return 0;
    }

    /** Tells everybody what has happened, whatever they say to it. */
    void tell(Event event, MemoryChange change) {
        registered().forEach(each -> each.notifier().tell(event, change));
    }

    private List<Registered> registered() {
        synchronized (chain) {
            return List.copyOf(chain);
        }
    }
}
