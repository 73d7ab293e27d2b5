/** Physical addresses: ranges, sizes, and the tree of what claims which of them ({@code /proc/iomem}). */
@NullMarked
package memplug.machine.phys;

import org.jspecify.annotations.NullMarked;
