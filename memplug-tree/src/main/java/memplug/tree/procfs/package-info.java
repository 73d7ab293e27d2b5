/**
 * What /proc and the statistics of nodes show. Every text is made of the machine's state at the moment of reading and
 * of nothing else: what the machine does not know (how the kernel's own pages divide, which pages are on which list)
 * follows from what it does know by fixed shares, so that all lines add up and equal states read alike.
 *
 * <p>Reading takes no lock, and what it costs follows how many blocks and runs of page frames there are.
 */
@NullMarked
package memplug.tree.procfs;

import org.jspecify.annotations.NullMarked;
