package brokertally;

import brokertally.cluster.BusKeys;
import brokertally.config.Settings;
import brokertally.http.BootstrapKeys;
import brokertally.http.TlsProblems;
import java.util.ArrayList;
import java.util.List;

/** What the settings name and a start needs: files that are there and of use. */
final class StartChecks {
    private StartChecks() {}

    /** All that would keep a sidecar with these settings from starting, one line each, never a secret; blocks. */
    static List<String> problems(Settings settings) {
        List<String> all = new ArrayList<>(BootstrapKeys.problems(settings.apiKey()));
        all.addAll(TlsProblems.of(settings.http().tls()));
        all.addAll(BusKeys.problems(settings.cluster().tls()));
        return all;
    }
}
