package brokertally.push;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file of the key that is shown to a Pushgateway, checked before it is used: TLS would say of it next to nothing. */
final class ClientKey {
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ([A-Z ]*)PRIVATE KEY-----(.*?)-----END [A-Z ]*PRIVATE KEY-----", Pattern.DOTALL);
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    /** Of the others the kind alone is compared: their signatures need parameters. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private ClientKey() {}

    /**
     * What is wrong with it; empty = nothing that can be known before the handshake.
     *
     * @param key the file's content
     * @param certificates the content of {@code cert_file}, which has at least one; the key's own is the first
     */
    static Optional<String> complaint(byte[] key, byte[] certificates) {
        Matcher block = BLOCK.matcher(new String(key, StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            return Optional.of("has no private key (PEM)");
        }
        if (block.group(1).startsWith("ENCRYPTED")) {
            return Optional.of("is encrypted; write the key without a password");
        }
        if (!block.group(1).isEmpty()) {
            return Optional.empty(); // an older form, which Vert.x reads itself
        }
        Optional<PrivateKey> read = read(block.group(2));
        if (read.isEmpty()) {
            return Optional.of("has no private key that can be read (PEM, PKCS#8)");
        }
        return belongTogether(read.get(), certificates)
                ? Optional.empty()
                : Optional.of("is not the key of the certificate in cert_file");
    }

    private static Optional<PrivateKey> read(String base64) {
        try {
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
            return KINDS.stream().flatMap(kind -> read(kind, encoded).stream()).findFirst();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Empty when it is of another kind, or no key at all. */
    private static Optional<PrivateKey> read(String kind, PKCS8EncodedKeySpec encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePrivate(encoded));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static boolean belongTogether(PrivateKey key, byte[] certificates) {
        try {
            PublicKey own = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificates))
                    .iterator()
                    .next()
                    .getPublicKey();
            String kind = key.getAlgorithm();
            if (!kind.equals(own.getAlgorithm()) || !SIGNATURES.containsKey(kind)) {
                return kind.equals(own.getAlgorithm());
            }
            Signature signature = Signature.getInstance(SIGNATURES.get(kind));
            byte[] text = {1, 2, 3};
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(own);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
