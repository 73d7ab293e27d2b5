package memplug.machine.mm;

/**
 * What the kernel was built with, as far as it decides what becomes of memory.
 *
 * @param hotRemove whether memory can be removed again
 * @param onlineClearsPoison whether a block with poisoned pages goes online, and has none from then on, as kernels of 2012
 *     were meant to do; others refuse
 * @param pageCgroup whether something is kept of each page for memory control groups, apart from the memmap: {@link
 *     PageCgroup}
 */
public record KernelBuild(boolean hotRemove, boolean onlineClearsPoison, boolean pageCgroup) {}
