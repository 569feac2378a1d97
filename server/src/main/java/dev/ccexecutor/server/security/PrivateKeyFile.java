package dev.ccexecutor.server.security;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the private key of a PEM file, which must be PKCS#8 and not encrypted. Blocks. */
public final class PrivateKeyFile {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PrivateKeyFile() {}

  /**
   * The first key of the file.
   *
   * @throws UnusableCredentialsException if it can't be read, is none, or others can read the file
   */
  public static PrivateKey read(Path file) throws UnusableCredentialsException {
    byte[] text = GuardedFile.read(file, GuardedFile.Readers.OWNER_AND_GROUP);
    try {
      Optional<PemText.Block> block =
          PemText.blocks(text).stream()
              .filter(each -> each.label().endsWith("PRIVATE KEY"))
              .findFirst();
      if (block.isEmpty()) {
        throw new UnusableCredentialsException(
            file + " has no key, that is no -----BEGIN PRIVATE KEY-----");
      }
      return keyOf(file, block.get());
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static PrivateKey keyOf(Path file, PemText.Block block)
      throws UnusableCredentialsException {
    if (block.label().equals("ENCRYPTED PRIVATE KEY") || block.base64().contains("ENCRYPTED")) {
      throw new UnusableCredentialsException(
          file + " is encrypted; write it anew with: openssl pkey -in " + file + " -out NEW");
    }
    if (!block.label().equals("PRIVATE KEY")) {
      throw new UnusableCredentialsException(
          file
              + (" is no PKCS#8 (" + block.label())
              + ("); write it anew with: openssl pkey -in " + file + " -out NEW"));
    }
    byte[] der = decode(file, block);
    try {
      for (String algorithm : ALGORITHMS) {
        Optional<PrivateKey> key = tryAs(algorithm, der);
        if (key.isPresent()) {
          return key.get();
        }
      }
    } finally {
      Arrays.fill(der, (byte) 0);
    }
    throw new UnusableCredentialsException(file + " is no key of RSA, EC or EdDSA");
  }

  private static byte[] decode(Path file, PemText.Block block) throws UnusableCredentialsException {
    try {
      return block.decode();
    } catch (IllegalArgumentException e) {
      throw new UnusableCredentialsException(file + " is damaged: no Base64");
    }
  }

  /** The encoding names the algorithm, but Java wants to be told. */
  private static Optional<PrivateKey> tryAs(String algorithm, byte[] der) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // It is another one's.
    }
  }
}
