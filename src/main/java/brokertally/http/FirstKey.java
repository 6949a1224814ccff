package brokertally.http;

import brokertally.auth.Minter;
import brokertally.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of a cluster that has none: made by its first member and written to {@code data_dir/first_api_key}, for the user of
 * this program alone, so that whoever runs the machine can make other keys. A file whose key is no longer known is removed: it
 * stays behind when two halves of a cluster each made a first key, and when the key is deleted.
 */
public final class FirstKey {
    static final String NAME = "first-administrator";
    static final String FILE = "first_api_key";

    private static final Logger LOG = LoggerFactory.getLogger(FirstKey.class);
    private static final int MAX_BYTES = 4096;

    private final Vertx vertx;
    private final ApiKeys keys;
    private final Optional<Path> dataDir;
    private final BooleanSupplier isFirst;
    /** The key in the file; empty when there is no file, or while it is being made. */
    private Optional<String> written = Optional.empty();

    /**
     * Nothing happens before {@link #ensure}.
     *
     * @param isFirst whether this sidecar is the one of those present now that has to make the key
     */
    public FirstKey(Vertx vertx, ApiKeys keys, Optional<Path> dataDir, BooleanSupplier isFirst) {
        this.vertx = vertx;
        this.keys = keys;
        this.dataDir = dataDir;
        this.isFirst = isFirst;
    }

    /** Makes the key when there is none, once it is known whether others have one. Never fails: the sidecar serves without. */
    public Future<Void> ensure() {
        return keys.settled()
                .compose(settled -> onDisk(this::read))
                .compose(found -> {
                    written = found;
                    keys.whenChanged(this::tidy);
                    return make();
                })
                .compose(made -> tidied())
                .recover(error -> {
                    LOG.error("no first api key reason={}", error.getMessage());
                    return Future.succeededFuture();
                });
    }

    private Future<Void> make() {
        if (!keys.keyring().isEmpty()) {
            return Future.succeededFuture();
        }
        if (dataDir.isEmpty()) {
            LOG.warn("there is no api key and no data_dir to write a first one to: the configuration and the keys are"
                    + " closed until api_key.bootstrap_file is given");
            return Future.succeededFuture();
        }
        if (!isFirst.getAsBoolean()) {
            return Future.succeededFuture();
        }
        Path path = dataDir.get().resolve(FILE);
        Minter.Wish wish = new Minter.Wish(
                NAME, Role.ADMINISTRATOR, true, Optional.empty(), "Made at the first start; in the file " + FILE);
        written = Optional.empty();
        return keys.mint(wish).compose(minted -> onDisk(() -> write(path, minted))
                .compose(done -> keys.store(minted.key()))
                .onSuccess(stored -> {
                    written = Optional.of(minted.key().key());
                    LOG.info("first api key made name={} file={}", NAME, path);
                })
                .onFailure(error -> onDisk(() -> Files.deleteIfExists(path))));
    }

    private void tidy() {
        tidied().onFailure(error -> LOG.warn("stale {} not removed reason={}", FILE, error.getMessage()));
    }

    private Future<Void> tidied() {
        boolean stale =
                written.filter(key -> keys.keyring().byKey(key).isEmpty()).isPresent();
        if (!stale) {
            return Future.succeededFuture();
        }
        written = Optional.empty();
        Path path = dataDir.orElseThrow().resolve(FILE);
        return onDisk(() -> Files.deleteIfExists(path))
                .onSuccess(gone -> LOG.info("file of a key that is no longer known removed file={}", path))
                .mapEmpty();
    }

    private <T> Future<T> onDisk(java.util.concurrent.Callable<T> work) {
        return vertx.executeBlocking(work);
    }

    private Optional<String> read() throws IOException {
        if (dataDir.isEmpty()) {
            return Optional.empty();
        }
        Path path = dataDir.get().resolve(FILE);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) > MAX_BYTES) {
            return Optional.empty();
        }
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        return Optional.of(text.substring(0, Math.max(0, text.indexOf(':'))));
    }

    private static Void write(Path path, Minter.Minted minted) throws IOException {
        Files.createDirectories(
                path.toAbsolutePath().getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.deleteIfExists(path);
        String text = minted.key().key() + ":" + minted.secret() + "\n";
        try (FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        return null;
    }
}
