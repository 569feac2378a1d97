package dev.ccexecutor.server.security;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate, those that lead from it to a known issuer, and the key that goes with it.
 *
 * @param chain the own certificate first
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE = {1, 2, 3};

  /** Makes the chain immutable. */
  public TlsIdentity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both files, and proves that they belong together. Blocks.
   *
   * @throws UnusableCredentialsException if they can't be used
   */
  public static TlsIdentity read(Path certificateFile, Path keyFile)
      throws UnusableCredentialsException {
    List<X509Certificate> chain = CertificateFile.read(certificateFile);
    PrivateKey key = PrivateKeyFile.read(keyFile);
    if (!belongTogether(chain.getFirst().getPublicKey(), key)) {
      throw new UnusableCredentialsException(
          keyFile + " is not the key of the first certificate in " + certificateFile);
    }
    return new TlsIdentity(chain, key);
  }

  private static boolean belongTogether(PublicKey certified, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(algorithmOf(key));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // Another kind of key, for one.
    }
  }

  private static String algorithmOf(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
      default -> "SHA256withRSA";
    };
  }

  @Override
  public String toString() {
    return "TlsIdentity of " + chain.getFirst().getSubjectX500Principal();
  }
}
