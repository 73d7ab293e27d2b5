package memplug.machine.kernel;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A digest of a machine's state: equal for equal states, and different for different ones as surely as SHA-256 is.
 *
 * @param hex the digest in hexadecimal
 */
public record Fingerprint(String hex) {
    /** Collects a state, value by value, always in the same order. */
    public static final class Writer {
        private final MessageDigest digest = sha256();
        private final DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest)));

        /**
         * Adds a number.
         *
         * @param value the number
         * @return this
         */
        public Writer add(long value) {
            try {
                out.writeLong(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /**
         * Adds a value by its text.
         *
         * @param value a value whose {@code toString} tells all of it, or null
         * @return this
         */
        public Writer add(@Nullable Object value) {
            String text = Objects.toString(value);
            add(text.length());
            try {
                out.writeChars(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /** {@return the digest of all that was added} */
        public Fingerprint finish() {
            try {
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }
}
