package brokertally.http;

import java.util.Locale;

/** The request header {@code Accept-Encoding} (RFC 9110 §12.5.3). */
final class AcceptEncoding {
    private AcceptEncoding() {}

    /** True when gzip is allowed and identity is not liked better; false for null and for what cannot be read. */
    static boolean gzip(String header) {
        if (header == null) {
            return false;
        }
        double gzip = -1;
        double any = -1;
        double identity = 0;
        for (String part : header.split(",", -1)) {
            int semicolon = part.indexOf(';');
            String coding = (semicolon < 0 ? part : part.substring(0, semicolon)).strip();
            double weight = semicolon < 0 ? 1 : weight(part.substring(semicolon + 1));
            switch (coding.toLowerCase(Locale.ROOT)) {
                case "gzip", "x-gzip" -> gzip = Math.max(gzip, weight);
                case "identity" -> identity = weight;
                case "*" -> any = weight;
                default -> {} // another coding, which is not offered
            }
        }
        double wanted = gzip >= 0 ? gzip : any;
        return wanted > 0 && wanted >= identity;
    }

    /** The q-value; 0 for what is none, so that a defect never switches compression on. */
    private static double weight(String parameter) {
        String text = parameter.strip();
        if (!text.startsWith("q=") && !text.startsWith("Q=")) {
            return 0;
        }
        String number = text.substring(2);
        return number.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(number) : 0;
    }
}
