package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import org.jackfield.engine.plugin.PluginRules;
import org.jackfield.engine.plugin.TestingSigners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the configuration says about which plugins may be loaded. */
class PluginsConfigTest {
  private static final String SHA = "0123456789abcdef".repeat(4);

  @TempDir Path folder;

  private RawConfig raw(String plugins) {
    ConfigFixture fixture =
        ConfigFixture.of(folder, "llm: {providers: [{type: echo}]}\nplugins: " + plugins);
    return ConfigSource.read(folder, fixture.overlay, Map.of());
  }

  @Test
  void nothing_is_allowed_and_no_signature_needed_unless_it_is_written() {
    ConfigFixture fixture = ConfigFixture.of(folder, "llm: {providers: [{type: echo}]}\n");
    assertThat(fixture.resolve().plugins().rules()).isEqualTo(PluginRules.NONE);
  }

  @Test
  void the_rules_are_known_before_the_types_and_are_those_of_the_configuration() throws Exception {
    TestingSigners signers = new TestingSigners(folder).own("me");
    RawConfig raw =
        raw(
            "{allow: {one: any, two: "
                + SHA.toUpperCase(Locale.ROOT)
                + "}, require_signed: true, trusted: {sha256: "
                + SHA
                + ", certificates: ["
                + folder.relativize(signers.file("me"))
                + "]}}");
    PluginRules rules = raw.pluginRules();
    assertThat(rules.allowed()).containsOnly(Map.entry("one", "any"), Map.entry("two", SHA));
    assertThat(rules.digests()).containsExactly(SHA);
    assertThat(rules.certificates()).containsExactly(signers.certificate("me"));
    assertThat(rules.requireSigned()).isTrue();
    assertThat(raw.files()).as("the files that are watched").contains(signers.file("me"));
    assertThat(raw.resolve(TestingTypes.INSTALLED).plugins().rules()).isEqualTo(rules);
  }

  @Test
  void a_certificate_that_is_out_of_date_is_told() throws Exception {
    TestingSigners signers = new TestingSigners(folder).expired("old");
    EngineConfig config =
        raw("{trusted: {certificates: " + signers.file("old") + "}}")
            .resolve(TestingTypes.INSTALLED);
    assertThat(config.sources().warnings())
        .singleElement()
        .asString()
        .contains("plugins.trusted.certificates: The certificate of 'CN=old' is valid from ")
        .contains(" only: nobody is trusted by it now.");
  }

  @Test
  void a_certificate_that_everybody_may_exchange_is_refused() throws IOException {
    Path file = Files.writeString(folder.resolve("open.pem"), "whatever");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    ConfigFixture fixture =
        ConfigFixture.of(
            folder,
            "llm: {providers: [{type: echo}]}\nplugins: {trusted: {certificates: open.pem}}");
    assertThat(fixture.refusal())
        .startsWith(
            "jackfield.yaml:2:35: plugins.trusted.certificates: The file 'open.pem' may be written"
                + " by every user of this machine (chmod o-w it).");
  }

  @Test
  void certificate_files_that_cannot_be_used_are_told_together_with_their_places()
      throws IOException {
    Files.writeString(folder.resolve("text.pem"), "no certificate");
    Files.writeString(folder.resolve("empty.pem"), "");
    ConfigFixture fixture =
        ConfigFixture.of(
            folder,
            """
            llm: {providers: [{type: echo}]}
            plugins:
              trusted:
                certificates: [no-such.pem, text.pem, ., empty.pem]
            """);
    assertThat(fixture.refusal().lines().skip(1).map(String::strip))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "jackfield.yaml:4:20: plugins.trusted.certificates[0]: The file"
                            + " 'no-such.pem' is not there. Name a file with X.509 certificates in"
                            + " PEM form, as 'keytool -exportcert -rfc' writes."),
            line -> assertThat(line).contains("'text.pem' holds no certificate"),
            line -> assertThat(line).contains("is not a file"),
            line -> assertThat(line).contains("'empty.pem' holds no certificate"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{require_signed: ja}",
        "{require_signed: \"${NOT_SET}\"}",
        "{require_singed: true}",
        "{trusted: {sha256: nonsense}}",
        "{allow: {one: nonsense}}",
        "[]"
      })
  void rules_with_a_mistake_are_the_strictest_until_it_is_mended(String plugins) {
    assertThat(raw(plugins).pluginRules().requireSigned()).isTrue();
  }
}
