package memplug.cli;

/**
 * Says on standard error what went wrong, in a line each.
 *
 * @param debug whether to show where it came from as well
 */
record Reporter(boolean debug) {
    /** {@return the exit status of a command that failed} */
    int failed(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        say(failure.message());
        show(thrown);
        return failure.status();
    }

    /** {@return the exit status of a command that made no sense} */
    int misused(String command, String problem) {
        String firstLine = problem.lines().findFirst().orElse("");
        String lowered = firstLine.isEmpty() ? "" : Character.toLowerCase(firstLine.charAt(0)) + firstLine.substring(1);
        say(lowered + " (" + command + " --help says more)");
        return ExitStatus.USAGE;
    }

    /** Something went wrong, and all goes on. */
    void warn(Throwable thrown) {
        say("warning: " + Failure.of(thrown).message());
        show(thrown);
    }

    void say(String message) {
        System.err.println("memplug: " + message);
    }

    private void show(Throwable thrown) {
        if (debug) {
            thrown.printStackTrace();
        }
    }
}
