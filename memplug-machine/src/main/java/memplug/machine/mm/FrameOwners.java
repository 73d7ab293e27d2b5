package memplug.machine.mm;

/** Whose page frames are, as far as memory management needs to know: processes, seen from below. */
public interface FrameOwners {
    /** Nobody. */
    FrameOwners NOBODY = new FrameOwners() {
        @Override
        public String nameOf(int owner) {
            return "owner " + owner;
        }

        @Override
        public boolean killLargest() {
            return false;
        }
    };

    /**
     * {@return what an owner is called}
     *
     * @param owner the number that its frames carry
     */
    String nameOf(int owner);

    /**
     * Kills the process that holds most memory, as no memory is left anywhere. As mm/oom_kill.c: out_of_memory().
     *
     * @return whether there was one
     */
    boolean killLargest();
}
