package brokertally;

import brokertally.cluster.BusKeys;
import brokertally.config.Settings;
import brokertally.http.BootstrapKeys;
import brokertally.http.TlsProblems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether files that the settings name are there and of use. */
final class StartChecks {
    private StartChecks() {}

    /** All that would keep a sidecar with these settings from starting, one line each, never a secret; blocks. */
    static List<String> problems(Settings settings) {
        List<String> all = new ArrayList<>(BootstrapKeys.problems(settings.apiKey()));
        all.addAll(TlsProblems.of(settings.http().tls()));
        all.addAll(BusKeys.problems(settings.cluster().tls()));
        return all;
    }

    /**
     * What would keep the push from succeeding, one line each; a sidecar starts all the same, since the pages that it serves do
     * not depend on the push, and the files are read anew for each push. Blocks.
     */
    static List<String> warnings(Settings settings) {
        Settings.PushTls files = settings.prometheus().pushGateway().transport().tls();
        List<String> all = new ArrayList<>();
        unreadable("ca_file", files.caFile(), all);
        unreadable("cert_file", files.certFile(), all);
        unreadable("key_file", files.keyFile(), all);
        return all;
    }

    private static void unreadable(String setting, Optional<String> file, List<String> warnings) {
        if (file.isEmpty()) {
            return;
        }
        Path path = Path.of(file.get());
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            String what = Files.exists(path) ? "is not a file that can be read" : "is not there";
            warnings.add("prometheus.push_gateway.tls." + setting + ": '" + path + "' " + what
                    + "; no push succeeds until it can be read");
        }
    }
}
