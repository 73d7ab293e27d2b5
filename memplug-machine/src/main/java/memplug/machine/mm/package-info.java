/**
 * Memory management as far as hotplug sees it: blocks, zones, nodes, page frames, groups, notifiers, and
 * {@link memplug.machine.mm.MemoryHotplug}, which adds, onlines, offlines and removes.
 *
 * <p>Locks, outermost first: the hotplug lock ({@code Kernel.lock()}), then the page lock, which is the monitor of
 * {@link memplug.machine.mm.PageAllocator}. Readers take neither: a state or counter is read as it is at that moment.
 */
@NullMarked
package memplug.machine.mm;

import org.jspecify.annotations.NullMarked;
