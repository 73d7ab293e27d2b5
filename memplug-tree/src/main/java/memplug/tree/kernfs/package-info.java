/**
 * What /sys, /proc and debugfs are built from, named for the kernel's own: folders that are always there, and things
 * (blocks, nodes, devices) that come and go.
 *
 * <p>A kind of thing has one {@code Layout}, made once: its attributes, links and parts. A thing's directory and files are
 * made when they are looked up and hold nothing but the thing, which knows whether it still exists; every thing of the
 * machine has a serial number of its own, so a file that is kept open never becomes another thing's of the same name.
 */
@NullMarked
package memplug.tree.kernfs;

import org.jspecify.annotations.NullMarked;
