/**
 * virtio-mem: memory that a hypervisor gives and takes back a few megabytes at a time. The device is the hypervisor's side,
 * and the driver {@code virtio_mem} Linux's, as drivers/virtio/virtio_mem.c.
 *
 * <p>All of a driver's state changes under the hotplug lock; its work runs under it from begin to end, so that an operation
 * and what the driver makes of it are one step to everybody else.
 */
@NullMarked
package memplug.machine.virtio;

import org.jspecify.annotations.NullMarked;
