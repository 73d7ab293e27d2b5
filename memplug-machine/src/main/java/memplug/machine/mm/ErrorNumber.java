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
            case Refusal.Misaligned _ -> EINVAL;
            case Refusal.NoRanges _ -> EINVAL;
            case Refusal.NodeImpossible _ -> EINVAL;
            case Refusal.GroupUnknown _ -> EINVAL;
            case Refusal.BadResourceName _ -> EINVAL;
            case Refusal.NotOneZone _ -> EINVAL;
            case Refusal.MemoryHoles _ -> EINVAL;
            case Refusal.MixedMemmaps _ -> EINVAL;
            case Refusal.NotAnOnlineType _ -> EINVAL;
            case Refusal.OfflineMissing _ -> EINVAL;
            case Refusal.GroupInUse _ -> EBUSY;
            case Refusal.UnmovablePage _ -> EBUSY;
            case Refusal.PageBusy _ -> EBUSY;
            case Refusal.HugePageReserved _ -> EBUSY;
            case Refusal.StillOnline _ -> EBUSY;
            case Refusal.HotRemoveMissing _ -> EBUSY;
            // Linux would try for ever, so only a signal could have ended it.
            case Refusal.PinnedPage _ -> EINTR;
            case Refusal.NoRoom _ -> EINTR;
            case Refusal.Interrupted _ -> EINTR;
            case Refusal.NotAddressable _ -> E2BIG;
            case Refusal.RangeClaimed _ -> EEXIST;
            case Refusal.BlockExists _ -> EEXIST;
            case Refusal.NoSuchBlock _ -> ENODEV;
            case Refusal.OutOfMemory _ -> ENOMEM;
            case Refusal.Poisoned _ -> EHWPOISON;
            case Refusal.NoSuchPage _ -> ENXIO;
            case Refusal.PageOffline _ -> EIO;
            case Refusal.Vetoed vetoed -> vetoed.number() == 0 ? EPERM : vetoed.number();
        };
    }
}
