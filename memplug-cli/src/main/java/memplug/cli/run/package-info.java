/**
 * A command that sees a machine as its own: namespaces, what is mounted in them, uevents, and the command itself.
 *
 * <p>Everything happens on one thread, which takes namespaces of its own and starts the command from there. The JVM's
 * other threads stay where the program was started, so what the JVM does for itself (look at its cgroup, say) never
 * waits for files that this same JVM serves. Only the threads that serve them are on the inside too; those touch no
 * file.
 */
@NullMarked
package memplug.cli.run;

import org.jspecify.annotations.NullMarked;
