package dev.ccexecutor.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsIdentityTest {
  @TempDir private static Path directory;

  private static TestCertificates certificates;
  private static Path certificate;

  @TempDir private Path other;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(directory);
    certificates.issuer("ca");
    certificate = certificates.certificate("server", "ca", "san=ip:127.0.0.1");
  }

  @Test
  void shouldReadBothWhenTheyBelongTogether() throws Exception {
    TlsIdentity identity = TlsIdentity.read(certificate, certificates.key("server"));

    assertThat(identity.chain()).hasSize(1);
    assertThat(identity.toString()).contains("CN=server").doesNotContain("PrivateKey");
  }

  @Test
  void shouldSayThatTheyDoNotBelongTogetherWhenItIsAnothersKey() {
    assertThatThrownBy(() -> TlsIdentity.read(certificate, certificates.key("ca")))
        .isInstanceOf(UnusableCredentialsException.class)
        .hasMessageContaining("is not the key of the first certificate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-----BEGIN ENCRYPTED PRIVATE KEY-----~AAAA~-----END ENCRYPTED PRIVATE KEY----- |"
            + " is encrypted",
        "-----BEGIN RSA PRIVATE KEY-----~Proc-Type: 4,ENCRYPTED~~AAAA~-----END RSA PRIVATE KEY-----"
            + " | is encrypted",
        "-----BEGIN EC PRIVATE KEY-----~AAAA~-----END EC PRIVATE KEY----- | is no PKCS#8",
        "-----BEGIN PRIVATE KEY-----~AAAA~-----END PRIVATE KEY----- | is no key of RSA, EC or"
            + " EdDSA",
        "-----BEGIN PRIVATE KEY-----~A~-----END PRIVATE KEY----- | ",
        "hello | has no key"
      })
  void shouldSayWhatIsWrongWhenTheKeyCannotBeUsed(String text, String problem) throws Exception {
    Path key = PrivateFiles.write(other.resolve("key"), text.replace('~', '\n'));

    assertThatThrownBy(() -> TlsIdentity.read(certificate, key))
        .isInstanceOf(UnusableCredentialsException.class)
        .hasMessageContaining(problem == null ? key.toString() : problem)
        .hasMessageNotContaining("AAAA");
  }

  @Test
  void shouldRefuseTheKeyWhenOthersCanReadIt() throws Exception {
    Path key =
        PrivateFiles.write(other.resolve("key"), Files.readString(certificates.key("server")));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(TlsIdentity.read(certificate, key).chain()).isNotEmpty();

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> TlsIdentity.read(certificate, key)).hasMessageContaining("chmod 640");
  }

  @Test
  void shouldSayThatThereIsNoneWhenTheCertificateIsMissing() {
    assertThatThrownBy(
            () -> TlsIdentity.read(certificates.key("server"), certificates.key("server")))
        .hasMessageContaining("has no certificate");
    assertThatThrownBy(() -> TlsIdentity.read(other.resolve("none"), certificates.key("server")))
        .hasMessageContaining("does not exist");
  }
}
