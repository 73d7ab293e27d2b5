package memplug.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * A command of the program. What it takes is told to picocli by methods and not by annotations: to read those takes
 * longer than to boot a machine.
 */
interface Command {
    /** {@return its name, what it takes, and its help} */
    CommandSpec spec();

    /**
     * {@return the exit status, having done it}
     *
     * @param arguments what it was given
     * @throws Exception what kept it from being done, for {@link Failure#of}
     */
    int run(ParseResult arguments) throws Exception;
}
