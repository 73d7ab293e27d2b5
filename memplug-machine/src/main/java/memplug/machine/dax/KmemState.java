package memplug.machine.dax;

import java.util.Optional;
import memplug.machine.mm.OnlineType;

/** What {@code daxR.N/state} shows: what kmem last did, whatever happened to single blocks since. */
public enum KmemState {
    /** The device has no memory blocks. */
    UNPLUGGED("unplugged", OnlineType.OFFLINE),
    /** Its blocks were made when it was bound, and left offline. Cannot be asked for. */
    OFFLINE("offline", OnlineType.OFFLINE),
    ONLINE("online", OnlineType.ONLINE),
    ONLINE_KERNEL("online_kernel", OnlineType.ONLINE_KERNEL),
    ONLINE_MOVABLE("online_movable", OnlineType.ONLINE_MOVABLE);

    private final String word;
    private final OnlineType onlineType;

    KmemState(String word, OnlineType onlineType) {
        this.word = word;
        this.onlineType = onlineType;
    }

    /** {@return the word that the file shows} */
    public String word() {
        return word;
    }

    /** {@return how the device's memory goes online for this state} */
    OnlineType onlineType() {
        return onlineType;
    }

    /**
     * {@return the state that memory is in after it was added}
     *
     * @param type how it was to go online
     */
    static KmemState of(OnlineType type) {
        return switch (type) {
            case OFFLINE -> OFFLINE;
            case ONLINE -> ONLINE;
            case ONLINE_KERNEL -> ONLINE_KERNEL;
            case ONLINE_MOVABLE -> ONLINE_MOVABLE;
        };
    }

    /**
     * {@return the state that a word asks for, if it may be asked for}
     *
     * @param word the word, exactly
     */
    public static Optional<KmemState> asked(String word) {
        for (KmemState state : values()) {
            if (state != OFFLINE && state.word.equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
