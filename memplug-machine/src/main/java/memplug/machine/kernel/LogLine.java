package memplug.machine.kernel;

/**
 * A line of the kernel log.
 *
 * @param sequence its number, from 0
 * @param level how serious it is
 * @param microseconds when, on the machine's own clock, which moves by what happens and not by itself
 * @param text the line, without a newline
 */
public record LogLine(long sequence, Level level, long microseconds, String text) {
    /** How serious a line is, numbered as the kernel does. */
    public enum Level {
        ERROR(3),
        WARNING(4),
        NOTICE(5),
        INFO(6);

        private final int number;

        Level(int number) {
            this.number = number;
        }

        /** {@return the kernel's number} */
        public int number() {
            return number;
        }
    }
}
