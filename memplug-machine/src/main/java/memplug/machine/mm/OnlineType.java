package memplug.machine.mm;

import java.util.Optional;

/** What is asked for when memory is to go online: a policy word, or a request for one block. */
public enum OnlineType {
    /** Stay offline. */
    OFFLINE("offline"),
    /** Go online in the zone that {@code online_policy} chooses. */
    ONLINE("online"),
    /** Go online in the kernel zone that fits the address. */
    ONLINE_KERNEL("online_kernel"),
    /** Go online in ZONE_MOVABLE. */
    ONLINE_MOVABLE("online_movable");

    private final String word;

    OnlineType(String word) {
        this.word = word;
    }

    /** {@return the word that files use} */
    public String word() {
        return word;
    }

    /**
     * {@return the type that a word stands for, if any}
     *
     * @param word the word, exactly
     */
    public static Optional<OnlineType> of(String word) {
        for (OnlineType type : values()) {
            if (type.word.equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
