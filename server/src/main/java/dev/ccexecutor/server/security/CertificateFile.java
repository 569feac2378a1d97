package dev.ccexecutor.server.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads the certificates of a PEM file, in their order. Blocks. */
public final class CertificateFile {
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private CertificateFile() {}

  /**
   * At least one.
   *
   * @throws UnusableCredentialsException if there is none that can be read
   */
  public static List<X509Certificate> read(Path file) throws UnusableCredentialsException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemText.Block block : PemText.blocks(readBounded(file))) {
        if (block.label().equals("CERTIFICATE")) {
          InputStream der = new ByteArrayInputStream(block.decode());
          certificates.add((X509Certificate) factory.generateCertificate(der));
        }
      }
    } catch (NoSuchFileException missing) {
      throw new UnusableCredentialsException(file + " does not exist");
    } catch (IOException | CertificateException | IllegalArgumentException failure) {
      throw new UnusableCredentialsException(file + " can't be read: " + failure.getMessage());
    }
    if (certificates.isEmpty()) {
      throw new UnusableCredentialsException(
          file + " has no certificate, that is no -----BEGIN CERTIFICATE-----");
    }
    return List.copyOf(certificates);
  }

  private static byte[] readBounded(Path file) throws IOException {
    if (!Files.isDirectory(file) && !Files.isRegularFile(file) && Files.exists(file)) {
      throw new IOException("no regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }
}
