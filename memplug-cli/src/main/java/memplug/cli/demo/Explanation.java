package memplug.cli.demo;

import java.util.Optional;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.Refusal;

/** Why something was refused, in a sentence. */
final class Explanation {
    private Explanation() {}

    static String of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.PinnedPage(BlockId block, long pfn, String _) ->
                "refused: " + block + " stays online, page 0x" + Long.toHexString(pfn) + " is pinned (EINTR, by the timeout)";
            case Refusal.NoSuchBlock(BlockId block) -> "refused: there is no " + block + " any more (ENODEV)";
            default -> "refused: " + refusal;
        };
    }

    static Optional<BlockId> blockOf(Refusal refusal) {
        return switch (refusal) {
            case Refusal.PinnedPage(BlockId block, long _, String _) -> Optional.of(block);
            default -> Optional.empty();
        };
    }
}
