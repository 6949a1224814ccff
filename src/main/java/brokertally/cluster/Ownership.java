package brokertally.cluster;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/** Whether a file is what it should be: a regular file of this program's user that nobody else may read. Follows no link. */
final class Ownership {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final UserPrincipal self;

    private Ownership(UserPrincipal self) {
        this.self = self;
    }

    /** For the user of this process; by number, since a container's user often has no name. */
    static Ownership ofThisProcess() throws IOException {
        try {
            return new Ownership(Files.getOwner(Path.of("/proc/self")));
        } catch (NoSuchFileException e) {
            return new Ownership(FileSystems.getDefault()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(System.getProperty("user.name")));
        }
    }

    /** Why nothing may be read from or written to this path; empty also when there is nothing. */
    Optional<String> refusal(Path path) throws IOException {
        return attributes(path).flatMap(this::refusal);
    }

    private Optional<String> refusal(PosixFileAttributes file) {
        if (file.isSymbolicLink()) {
            return Optional.of("is a symbolic link, not a file");
        }
        if (file.isDirectory()) {
            return Optional.of("is a directory, not a file");
        }
        if (!file.isRegularFile()) {
            return Optional.of("is a pipe, socket or device, not a file");
        }
        if (!file.owner().equals(self)) {
            return Optional.of("belongs to user " + file.owner().getName() + ", not to this program's user");
        }
        return Optional.empty();
    }

    /** The attributes of what stands at this path; empty when there is nothing. */
    static Optional<PosixFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Takes the rights of others to a file away; says which they were. */
    static Optional<String> close(Path file, PosixFileAttributes attributes) {
        if (attributes.permissions().stream().noneMatch(OTHERS::contains)) {
            return Optional.empty();
        }
        String before = "was open to others (" + PosixFilePermissions.toString(attributes.permissions()) + ")";
        try {
            Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(OWNER_ONLY);
            return Optional.of(before + "; now it is not");
        } catch (IOException e) {
            return Optional.of(before + " and still is: " + e);
        }
    }

    /** Makes a directory that is this user's alone, unless there is one. */
    static void makeDirectory(Path directory) throws IOException {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(directory + " is not a directory", e);
        }
    }

    /** Says when others may look into a directory. It is left so: who made it may share it with other programs. */
    static Optional<String> openDirectory(Path directory) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        return permissions.stream().anyMatch(OTHERS::contains)
                ? Optional.of("is open to others (" + PosixFilePermissions.toString(permissions)
                        + "); it should be this program's alone (rwx------)")
                : Optional.empty();
    }
}
