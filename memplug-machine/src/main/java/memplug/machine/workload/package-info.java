/** Processes that hold memory, so that taking it away moves it, or is stopped by it. */
@NullMarked
package memplug.machine.workload;

import org.jspecify.annotations.NullMarked;
