package memplug.machine.mm;

/**
 * Neighbouring page frames anywhere.
 *
 * @param pfn the number of the first frame: its address divided by the page size
 * @param pages how many
 */
public record PageSpan(long pfn, int pages) {}
