package memplug.machine.kernel;

/**
 * How far an operation has come.
 *
 * @param step what is being done now
 * @param number the how-manieth step of the operation it is, from 1
 */
public record Progress(Pace.Step step, long number) {}
