package memplug.machine.mm;

/**
 * The number Linux gives each refusal, as its log lines show it: below 0. What a file operation answers is made of it in
 * the file tree.
 */
public final class ErrorNumber {
    private static final int EPERM = -1;
    private static final int EINTR = -4;
    private static final int EIO = -5;
    private static final int ENXIO = -6;
    private static final int E2BIG = -7;
    private static final int ENOMEM = -12;
    private static final int EBUSY = -16;
    private static final int EEXIST = -17;
    private static final int ENODEV = -19;
    private static final int EINVAL = -22;
    private static final int EHWPOISON = -133;

    private ErrorNumber() {}

    /**
     * {@return the number of a refusal}
     *
     * @param refusal the refusal
     */
    public static int of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Misaligned _,
                    Refusal.NoRanges _,
                    Refusal.NodeImpossible _,
                    Refusal.GroupUnknown _,
                    Refusal.BadResourceName _,
                    Refusal.NotOneZone _,
                    Refusal.MemoryHoles _,
                    Refusal.MixedMemmaps _,
                    Refusal.NotAnOnlineType _,
                    Refusal.OfflineMissing _ -> EINVAL;
            case Refusal.GroupInUse _,
                    Refusal.UnmovablePage _,
                    Refusal.StillOnline _,
                    Refusal.HotRemoveMissing _ -> EBUSY;
            // Linux would try for ever, so only a signal could have ended it.
            case Refusal.PinnedPage _, Refusal.NoRoom _, Refusal.Interrupted _ -> EINTR;
            case Refusal.NotAddressable _ -> E2BIG;
            case Refusal.RangeClaimed _, Refusal.BlockExists _ -> EEXIST;
            case Refusal.NoSuchBlock _ -> ENODEV;
            case Refusal.OutOfMemory _ -> ENOMEM;
            case Refusal.Poisoned _ -> EHWPOISON;
            case Refusal.NoSuchPage _ -> ENXIO;
            case Refusal.PageOffline _ -> EIO;
            case Refusal.Vetoed(_, int number) -> number == 0 ? EPERM : number;
        };
    }
}
