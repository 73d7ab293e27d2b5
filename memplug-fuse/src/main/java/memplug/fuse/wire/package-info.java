/**
 * The FUSE protocol's messages: numbers and layouts, as linux/fuse.h gives them. Reads and writes bytes; knows nothing
 * of trees, threads or descriptors.
 *
 * <p>A {@link memplug.fuse.wire.Request} and a {@link memplug.fuse.wire.Reply} are views of memory that is used again
 * for the next message, each for one thread at a time. What a request asks is read by small records ({@code ReadIn},
 * {@code WriteIn}, …), named as the C structures. A request that is too short for what it claims to be is EINVAL.
 */
@NullMarked
package memplug.fuse.wire;

import org.jspecify.annotations.NullMarked;
