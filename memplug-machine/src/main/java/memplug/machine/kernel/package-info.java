/**
 * What every subsystem needs from a kernel: the hotplug lock, the log, uevents, and {@code Choices}, which decides all
 * that is open.
 *
 * <p>Lock order, outermost first: the lock of a single device, the mutex of its driver, the hotplug lock, the monitor
 * of a journal. Readers take none of them.
 */
@NullMarked
package memplug.machine.kernel;

import org.jspecify.annotations.NullMarked;
