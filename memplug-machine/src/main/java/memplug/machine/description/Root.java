package memplug.machine.description;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The files below a root that holds /sys and /proc. A file that is not there is nothing; one that is there and cannot be
 * read is nothing too, and is noted.
 *
 * @param path the root
 * @param notes what could not be seen
 */
record Root(Path path, List<String> notes) {
    private static final Comparator<String> NUMBERS_BY_SIZE =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    void note(String sentence) {
        if (!notes.contains(sentence)) {
            notes.add(sentence);
        }
    }

    boolean has(String file) {
        return Files.exists(path.resolve(file));
    }

    /** {@return what a file holds, without the newline at its end} */
    Optional<String> text(String file) {
        try {
            byte[] bytes = Files.readAllBytes(path.resolve(file));
            return Optional.of(new String(bytes, StandardCharsets.UTF_8).stripTrailing());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (AccessDeniedException _) {
            note("/%s can be read by the superuser only".formatted(file));
        } catch (IOException failure) {
            note("/%s cannot be read: %s".formatted(file, Quoted.printable(String.valueOf(failure.getMessage()))));
        }
        return Optional.empty();
    }

    /** {@return the names in a directory, shorter ones first} */
    List<String> names(String directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path.resolve(directory))) {
            entries.forEach(each -> names.add(String.valueOf(each.getFileName())));
        } catch (NoSuchFileException | NotDirectoryException _) {
            return List.of();
        } catch (IOException | java.nio.file.DirectoryIteratorException _) {
            note("/%s cannot be listed".formatted(directory));
        }
        names.sort(NUMBERS_BY_SIZE);
        return names;
    }

    /** {@return where a symbolic link leads, from the root on} */
    Optional<String> target(String link) {
        Path from = path.resolve(link);
        try {
            Path to = from.resolveSibling(Files.readSymbolicLink(from)).normalize();
            return to.startsWith(path) ? Optional.of(path.relativize(to).toString()) : Optional.empty();
        } catch (NoSuchFileException | NotLinkException _) {
            return Optional.empty();
        } catch (IOException _) {
            note("/%s cannot be followed".formatted(link));
            return Optional.empty();
        }
    }
}
