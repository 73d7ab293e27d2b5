package memplug.machine.mm;

import java.util.EnumMap;
import java.util.Map;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Kernel;

/**
 * Who is asked before memory goes online or offline, and may refuse: whoever decides the machine's choices, and the
 * errors that were set in debugfs, as lib/memory-notifier-error-inject.c does.
 */
public final class Notifiers {
    /** What can be refused. */
    public enum Event {
        MEM_GOING_ONLINE(Fault.Kind.ONLINE_VETO),
        MEM_GOING_OFFLINE(Fault.Kind.OFFLINE_VETO);

        private final Fault.Kind fault;

        Event(Fault.Kind fault) {
            this.fault = fault;
        }
    }

    /** What a notifier says that gives no reason of its own: "operation not permitted". */
    private static final int PLAIN_VETO = -1;

    private static final int LARGEST = -4095;

    private final Kernel kernel;
    private final Map<Event, Integer> injected = new EnumMap<>(Event.class);

    Notifiers(Kernel kernel) {
        this.kernel = kernel;
        for (Event event : Event.values()) {
            injected.put(event, 0);
        }
    }

    Notifiers copy(Kernel forKernel) {
        Notifiers copy = new Notifiers(forKernel);
        copy.injected.putAll(injected());
        return copy;
    }

    /** {@return the error that each event is refused with, 0 for none} */
    public Map<Event, Integer> injected() {
        synchronized (injected) {
            return new EnumMap<>(injected);
        }
    }

    /**
     * Lets an event be refused from now on.
     *
     * @param event the event
     * @param number the number it is refused with, taken into -4095 to 0; 0 lets it pass
     */
    public void inject(Event event, long number) {
        synchronized (injected) {
            injected.put(event, Math.clamp(number, LARGEST, 0));
        }
    }

    /**
     * Asks everybody.
     *
     * @param event what is about to happen
     * @param address the physical address of the block that it happens to
     * @return 0, or the number of who refused
     */
    int ask(Event event, long address) {
        int number = injected().getOrDefault(event, 0);
        if (number != 0) {
            kernel.info("Injecting error (%d) to %s", number, event);
            return number;
        }
        return kernel.happens(event.fault, address) ? PLAIN_VETO : 0;
    }
}
