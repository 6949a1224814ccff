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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of a cluster that has none: made by its first member and written to {@code data_dir/first_api_key}, for the user of
 * this program alone, so that whoever runs the machine can make other keys. A file whose key is not known any more is set aside: it
 * stays behind when two halves of a cluster each made a first key, and when the key is deleted.
 */
public final class FirstKey {
    static final String NAME = "first-administrator";
    static final String FILE = "first_api_key";

    private static final Logger LOG = LoggerFactory.getLogger(FirstKey.class);
    private static final int MAX_BYTES = 4096;
    private static final long AGAIN_MILLIS = 5_000;

    private final Vertx vertx;
    private final ApiKeys keys;
    private final Optional<Path> dataDir;
    private final BooleanSupplier isFirst;
    private boolean making;
    private boolean toldOfWaiting;
    private boolean toldOfFailure;
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
                    return makeOrRetry();
                })
                .compose(made -> tidied())
                .recover(error -> {
                    failed(error);
                    return Future.succeededFuture();
                });
    }

    private void failed(Throwable error) {
        if (!toldOfFailure) {
            toldOfFailure = true;
            LOG.error("no first api key yet reason={}", error.getMessage());
        }
    }

    /** Whoever has to make it may die before, or be unable to: it is asked again who that is for as long as there is none. */
    private Future<Void> makeOrRetry() {
        return make().onComplete(made -> {
            if (keys.keyring().isEmpty() && dataDir.isPresent()) {
                vertx.setTimer(AGAIN_MILLIS, timer -> makeOrRetry().onFailure(this::failed));
            }
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
            if (!toldOfWaiting) {
                toldOfWaiting = true;
                LOG.info("there is no api key yet, another member has to make the first");
            }
            return Future.succeededFuture();
        }
        if (making) {
            return Future.succeededFuture();
        }
        making = true;
        Path path = dataDir.get().resolve(FILE);
        Minter.Wish wish = new Minter.Wish(
                NAME, Role.ADMINISTRATOR, true, Optional.empty(), "Made at the first start; in the file " + FILE);
        written = Optional.empty();
        return keys.mint(wish)
                .compose(minted -> onDisk(() -> write(path, minted))
                        .compose(done -> keys.store(minted.key()))
                        .onSuccess(stored -> {
                            written = Optional.of(minted.key().key());
                            LOG.info("first api key made name={} file={}", NAME, path);
                        })
                        .onFailure(error -> onDisk(() -> Files.deleteIfExists(path))))
                .onComplete(done -> making = false);
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
        return onDisk(() -> setAside(path))
                .onSuccess(old -> LOG.info("file of a key that is not known here set aside file={}", old))
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

    /** Not removed: it may be the only copy of a secret, and the key come back that this sidecar does not know now. */
    private static Path setAside(Path path) throws IOException {
        Path old = path.resolveSibling(FILE + ".old");
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(path, old, StandardCopyOption.REPLACE_EXISTING);
        }
        return old;
    }

    private static Void write(Path path, Minter.Minted minted) throws IOException {
        Files.createDirectories(
                path.toAbsolutePath().getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        setAside(path);
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
