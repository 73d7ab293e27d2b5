package memplug.machine.description;

/**
 * A part of a machine, and where the file describes it.
 *
 * @param value the part
 * @param at its keys, or those of what it follows from
 */
record Placed<T>(T value, Fields at) {}
