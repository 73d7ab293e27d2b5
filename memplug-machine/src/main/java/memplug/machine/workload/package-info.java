/**
 * Processes that hold memory, so that taking it away moves it, or is stopped by it. The monitor of {@link
 * memplug.machine.workload.Workload} is taken before the page lock.
 */
@NullMarked
package memplug.machine.workload;

import org.jspecify.annotations.NullMarked;
