/**
 * dax regions and devices, and their drivers: kmem, which takes a device of many ranges online or away as one, and
 * device_dax.
 *
 * <p>Locks, outermost first: a device's lock (binding, unbinding), the mutex of its kmem binding, the hotplug lock.
 */
@NullMarked
package memplug.machine.dax;

import org.jspecify.annotations.NullMarked;
