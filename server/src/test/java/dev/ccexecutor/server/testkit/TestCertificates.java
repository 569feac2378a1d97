package dev.ccexecutor.server.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Issuers, certificates and keys as PEM files, made anew by the JDK's keytool. */
public final class TestCertificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path directory;
  private final Path store;

  /** In an existing directory of the caller's. */
  public TestCertificates(Path directory) {
    this.directory = directory;
    this.store = directory.resolve("store.p12");
  }

  /** An issuer; its certificate is in the file {@code NAME.crt}. */
  public Path issuer(String name) throws Exception {
    keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-ext", "bc:critical=ca:true");
    return write(name);
  }

  /**
   * A certificate of that issuer's in {@code NAME.crt}, with its key in {@code NAME.key}.
   *
   * @param extensions as keytool writes them: {@code san=ip:127.0.0.1}
   */
  public Path certificate(String name, String issuer, String... extensions) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-signer", issuer));
    for (String extension : extensions) {
      arguments.add("-ext");
      arguments.add(extension);
    }
    keytool(arguments.toArray(String[]::new));
    return write(name);
  }

  public Path key(String name) {
    return directory.resolve(name + ".key");
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keyalg", "EC", "-validity", "2", "-storetype", "PKCS12", "-keystore"));
    command.addAll(List.of(store.toString(), "-storepass", new String(PASSWORD)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed: " + said);
    }
  }

  private Path write(String name) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Path certificate = directory.resolve(name + ".crt");
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
    Key key = keys.getKey(name, PASSWORD);
    Files.writeString(key(name), pem("PRIVATE KEY", key.getEncoded()));
    Files.setPosixFilePermissions(key(name), PosixFilePermissions.fromString("rw-------"));
    return certificate;
  }

  private static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
