/**
 * Buses, drivers, devices: binding and unbinding. The lock of a device is held while it is bound or unbound, and is
 * outside all others.
 */
@NullMarked
package memplug.machine.device;

import org.jspecify.annotations.NullMarked;
