package memplug.machine.mm;

/** The state of a memory block. While it is going online it still reads {@link #OFFLINE}. */
public enum BlockState {
    ONLINE("online"),
    GOING_OFFLINE("going-offline"),
    OFFLINE("offline");

    private final String word;

    BlockState(String word) {
        this.word = word;
    }

    /** {@return the word that {@code memoryN/state} shows} */
    public String word() {
        return word;
    }
}
