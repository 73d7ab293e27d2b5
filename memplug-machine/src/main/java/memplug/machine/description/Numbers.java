package memplug.machine.description;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** Numbers as the kernel's files show them. */
final class Numbers {
    private Numbers() {}

    /** {@return a number in hex, with or without 0x} */
    static OptionalLong hex(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        return digits.matches("[0-9a-fA-F]{1,15}") ? OptionalLong.of(Long.parseLong(digits, 16)) : OptionalLong.empty();
    }

    /** {@return a number in decimal} */
    static OptionalLong decimal(String text) {
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** {@return a small number in decimal, such as a node's; -1, which stands for none, is nothing} */
    static OptionalInt small(String text) {
        return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    /** {@return the number behind a prefix, as in {@code memory33}, unless the name is another} */
    static OptionalInt suffix(String name, String prefix) {
        return name.startsWith(prefix) ? small(name.substring(prefix.length())) : OptionalInt.empty();
    }
}
