package brokertally.http;

import brokertally.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would keep an HTTP server with these settings from starting. */
public final class TlsProblems {
    private TlsProblems() {}

    /** One line each, without what is in the files; empty when the server can start or has no TLS. Blocks. */
    public static List<String> of(Settings.HttpTls tls) {
        List<String> problems = new ArrayList<>();
        try {
            if (!TlsFiles.wanted(tls)) {
                return problems;
            }
            unreadable("cert_file", tls.certFile(), problems);
            unreadable("key_file", tls.keyFile(), problems);
            unreadable("client_ca_file", tls.clientCaFile(), problems);
            if (problems.isEmpty()) {
                check(TlsFiles.read(tls));
            }
        } catch (TlsFailure e) {
            problems.add(e.getMessage());
        }
        return problems;
    }

    private static void unreadable(String setting, Optional<String> file, List<String> problems) {
        try {
            if (file.isPresent()) {
                TlsFiles.read(setting, file.get());
            }
        } catch (TlsFailure e) {
            problems.add(e.getMessage());
        }
    }

    private static void check(TlsFiles files) throws TlsFailure {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        try {
            files.check(vertx);
        } finally {
            vertx.close();
        }
    }
}
