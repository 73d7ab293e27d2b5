/** System calls and their error numbers, made by programs of their own: not by the JVM that serves what they are about. */
@NullMarked
package memplug.fuse.posix;

import org.jspecify.annotations.NullMarked;
