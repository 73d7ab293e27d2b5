package memplug.fuse.oracle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * What was written: the bytes that count, which are a page of them at most.
 *
 * @param bytes all of them, one character each
 */
record Written(String bytes) {
    private static final int PAGE_BYTES = 4096;

    static Written of(byte[] bytes) {
        return new Written(new String(bytes, 0, Math.min(bytes.length, PAGE_BYTES), ISO_8859_1));
    }

    /** The text that most files see: a C string, which ends at the first NUL. */
    String text() {
        int end = bytes.indexOf('\0');
        return end < 0 ? bytes : bytes.substring(0, end);
    }
}
