package memplug.cli;

/** What the program ends with, as sysexits.h numbers it. {@code run} passes its command's own status instead. */
final class ExitStatus {
    static final int DONE = 0;
    static final int USAGE = 64;
    static final int BAD_DATA = 65;
    static final int NO_INPUT = 66;
    static final int UNAVAILABLE = 69;
    static final int INTERNAL = 70;
    static final int SYSTEM = 71;
    static final int OUTPUT = 74;
    static final int NO_PERMISSION = 77;

    /** A command was found and cannot be run, as shells say it. */
    static final int NOT_EXECUTABLE = 126;

    /** A command was not found, as shells say it. */
    static final int NOT_FOUND = 127;

    /** What help says of {@link #USAGE}, and so on. */
    static final String USAGE_HELP = "64 The command line makes no sense.";

    static final String BAD_DATA_HELP = "65 The description has a mistake.";
    static final String NO_INPUT_HELP = "66 A file cannot be read.";
    static final String UNAVAILABLE_HELP = "69 The system lacks something, such as /dev/fuse.";
    static final String INTERNAL_HELP = "70 A defect of memplug.";
    static final String SYSTEM_HELP = "71 The system refused.";
    static final String OUTPUT_HELP = "74 The output cannot be written.";
    static final String NO_PERMISSION_HELP = "77 It is not permitted.";

    private ExitStatus() {}
}
