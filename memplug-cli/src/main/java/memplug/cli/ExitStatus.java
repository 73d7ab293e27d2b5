package memplug.cli;

/** What the program ends with, as sysexits.h numbers it. {@code run} passes its command's own status instead. */
final class ExitStatus {
    static final int DONE = 0;

    /** The command line makes no sense. */
    static final int USAGE = 64;

    /** A description has a mistake. */
    static final int BAD_DATA = 65;

    /** A file that was named cannot be read. */
    static final int NO_INPUT = 66;

    /** The system lacks what is needed, such as /dev/fuse. */
    static final int UNAVAILABLE = 69;

    /** A defect of the program. */
    static final int INTERNAL = 70;

    /** The system refused something for a reason of its own. */
    static final int SYSTEM = 71;

    /** Output could not be written. */
    static final int OUTPUT = 74;

    /** The caller may not do that. */
    static final int NO_PERMISSION = 77;

    /** A command was found and cannot be run, as shells say it. */
    static final int NOT_EXECUTABLE = 126;

    /** A command was not found, as shells say it. */
    static final int NOT_FOUND = 127;

    /** For {@code --help} of commands that read a description. */
    static final String USAGE_TEXT = "64:The command line makes no sense.";

    static final String BAD_DATA_TEXT = "65:The description has a mistake.";
    static final String NO_INPUT_TEXT = "66:The file cannot be read.";
    static final String UNAVAILABLE_TEXT = "69:The system lacks something, such as /dev/fuse.";
    static final String INTERNAL_TEXT = "70:A defect of memplug; --debug shows where.";
    static final String SYSTEM_TEXT = "71:The system refused.";
    static final String OUTPUT_TEXT = "74:The output cannot be written.";
    static final String NO_PERMISSION_TEXT = "77:You may not do that.";

    private ExitStatus() {}
}
