package memplug.cli.demo;

import java.util.Optional;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.Refusal;

/** Why something was refused, in a sentence. */
final class Explanation {
    private Explanation() {}

    static String of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.PinnedPage pinned ->
                "refused: %s stays online, its page 0x%x is pinned (EINTR, by the timeout)"
                        .formatted(pinned.block(), pinned.pfn());
            case Refusal.NoSuchBlock gone -> "refused: there is no " + gone.block() + " any more (ENODEV)";
            default -> "refused: " + refusal;
        };
    }

    static Optional<BlockId> blockOf(Refusal refusal) {
        return refusal instanceof Refusal.PinnedPage pinned ? Optional.of(pinned.block()) : Optional.empty();
    }
}
