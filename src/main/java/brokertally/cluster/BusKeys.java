package brokertally.cluster;

import brokertally.config.Settings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.List;

/** The key of the cluster, which is also what its members trust: one PKCS#12 file. */
public final class BusKeys {
    /** A keystore with one key has some 3 KiB; what is much longer is something else. */
    private static final int MAX_BYTES = 1 << 20;

    private BusKeys() {}

    /** Why the file cannot be used; the message names the file and never the password. */
    public static final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String file, String why) {
            super("cluster.tls.keystore_file '%s' cannot be used: %s".formatted(file, why));
        }
    }

    /** The keystore, after it was opened once: Vert.x would say that it cannot only when the first peer comes. */
    static PfxOptions read(Settings.ClusterTls tls) throws Unusable {
        String file = tls.keystoreFile().orElseThrow();
        String password = tls.keystorePassword().reveal();
        byte[] bytes = bytes(file);
        check(file, bytes, password.toCharArray());
        return new PfxOptions().setValue(Buffer.buffer(bytes)).setPassword(password);
    }

    /** What would keep a bus with these settings from starting; blocks. */
    public static List<String> problems(Settings.ClusterTls tls) {
        try {
            if (tls.keystoreFile().isPresent()) {
                read(tls);
            }
            return List.of();
        } catch (Unusable e) {
            return List.of(e.getMessage());
        }
    }

    private static byte[] bytes(String file) throws Unusable {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new Unusable(file, "it is longer than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new Unusable(file, "there is no such file");
        } catch (AccessDeniedException e) {
            throw new Unusable(file, "it may not be read by this user");
        } catch (Unusable e) {
            throw e;
        } catch (IOException e) {
            throw new Unusable(file, e.getMessage());
        }
    }

    private static void check(String file, byte[] bytes, char[] password) throws Unusable {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(new ByteArrayInputStream(bytes), password);
            for (String alias : Collections.list(keys.aliases())) {
                if (keys.isKeyEntry(alias) && keys.getKey(alias, password) != null) {
                    return;
                }
            }
            throw new Unusable(file, "there is no private key in it");
        } catch (IOException e) {
            if (e instanceof Unusable why) {
                throw why;
            }
            throw new Unusable(
                    file,
                    e.getCause() instanceof UnrecoverableKeyException
                            ? "cluster.tls.keystore_password is not its password"
                            : "it is no PKCS#12 file or is damaged");
        } catch (GeneralSecurityException e) {
            throw new Unusable(file, e.getMessage());
        }
    }
}
