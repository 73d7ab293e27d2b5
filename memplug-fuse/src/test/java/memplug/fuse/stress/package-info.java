/** Many programs at once on one machine that is mounted, while its memory comes and goes. */
@NullMarked
package memplug.fuse.stress;

import org.jspecify.annotations.NullMarked;
