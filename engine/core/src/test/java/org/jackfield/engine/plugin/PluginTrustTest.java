package org.jackfield.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the engine believes that a plugin is what it should be; real keys, real jars. */
final class PluginTrustTest {
  private static final String CODE_SIGNING = "eku=codeSigning";

  @TempDir private static Path keys;
  private static TestingSigners signers = new TestingSigners(Path.of(""));

  @TempDir private Path temp;

  @BeforeAll
  static void makeKeys() throws Exception {
    signers =
        new TestingSigners(keys)
            .own("alice")
            .own("mallory")
            .expired("past")
            .authority("company", "CN=Company")
            .issued("department", "company", "-ext", "bc:c")
            .issued("bob", "department", "-ext", CODE_SIGNING)
            .issued("web", "company", "-ext", "eku=serverAuth")
            .issued("later", "company", "-ext", CODE_SIGNING, "-startdate", "+10d")
            .issued("friend", "alice", "-ext", CODE_SIGNING)
            .authority("impostor", "CN=Company")
            .issued("forger", "impostor", "-ext", CODE_SIGNING);
  }

  private static PluginJarBuilder plugin() {
    return PluginJarBuilder.plugin("demo-plugin", "demo");
  }

  private PluginInfo load(byte[] file, PluginRules rules) throws IOException {
    return load("demo.jar", file, rules, Optional.empty());
  }

  private PluginInfo load(String name, byte[] file, PluginRules rules, Optional<Path> shipped)
      throws IOException {
    Path plugins = Files.createTempDirectory(temp, "plugins");
    Files.write(plugins.resolve(name), file);
    try (PluginHost host =
            PluginHost.open(
                temp.resolve("cache"), PluginHost.DEFAULT_CALL_LIMIT, shipped, event -> {});
        PluginRegistry registry = host.load(List.of(plugins), rules)) {
      return registry.plugins().getFirst();
    }
  }

  private static PluginRules trusting(String... aliases) throws Exception {
    List<X509Certificate> certificates = new ArrayList<>();
    for (String alias : aliases) {
      certificates.add(signers.certificate(alias));
    }
    return new PluginRules(Map.of(), Set.of(), certificates, true);
  }

  private static PluginRules lenient(PluginRules rules) {
    return new PluginRules(rules.allowed(), rules.digests(), rules.certificates(), false);
  }

  /** The entries of a jar in their order, to be packed again with a change. */
  private static Map<String, byte[]> unpacked(byte[] jar) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  private void assertTrusted(PluginInfo info, String signer) {
    assertThat(info.reason()).isEmpty();
    assertThat(info.vetting().signature()).isEqualTo(SignatureState.TRUSTED);
    assertThat(info.vetting().signer()).contains(signer);
  }

  private void assertNotTrusted(byte[] jar, PluginRules rules, String signer) throws IOException {
    PluginInfo info = load(jar, rules);
    assertThat(info.state()).isEqualTo(PluginState.QUARANTINED);
    assertThat(info.vetting().signature()).isEqualTo(SignatureState.SIGNED);
    assertThat(info.reason().orElseThrow())
        .startsWith("It is signed by " + signer)
        .endsWith(
            ", and plugins.require_signed is true. If you trust this file, add its digest under"
                + " plugins.trusted.sha256: "
                + info.sha256());
    assertThat(load(jar, lenient(rules)).state())
        .as("where no signature is needed")
        .isEqualTo(PluginState.READY);
  }

  /** Broken is refused whether a signature is needed or not, even where the digest is listed. */
  private void assertBroken(byte[] jar, String how) throws Exception {
    String sha256 = load(jar, PluginRules.NONE).sha256();
    PluginRules all =
        new PluginRules(
            Map.of("demo-plugin", PluginRules.ANY),
            Set.of(sha256),
            List.of(signers.certificate("alice")),
            false);
    for (PluginRules rules : List.of(PluginRules.NONE, all)) {
      PluginInfo info = load(jar, rules);
      assertThat(info.state()).isEqualTo(PluginState.QUARANTINED);
      assertThat(info.vetting().signature()).isEqualTo(SignatureState.BROKEN);
      assertThat(info.reason().orElseThrow())
          .startsWith("Its signature is broken: ")
          .contains(how)
          .endsWith(". Get the file anew.");
    }
  }

  @Test
  void an_unsigned_plugin_is_used_unless_a_signature_is_needed() throws Exception {
    byte[] jar = plugin().bytes();
    PluginInfo info = load(jar, PluginRules.NONE);
    assertThat(info.state()).isEqualTo(PluginState.READY);
    assertThat(info.vetting().signature()).isEqualTo(SignatureState.UNSIGNED);
    assertThat(load(jar, trusting("alice")).reason())
        .contains(
            "It is not signed, and plugins.require_signed is true. If you trust this file, add its"
                + " digest under plugins.trusted.sha256: "
                + info.sha256());
  }

  @Test
  void code_of_a_plugin_that_is_not_trusted_never_runs() throws Exception {
    byte[] jar =
        plugin()
            .factory(
                new FactorySource("demo.Factory", "demo")
                    .members(
                        "static { System.setProperty(\"jackfield.test.untrusted\", \"ran\"); }"))
            .bytes();
    load(jar, trusting("alice"));
    assertThat(System.getProperty("jackfield.test.untrusted")).isNull();
    load(jar, PluginRules.NONE);
    assertThat(System.clearProperty("jackfield.test.untrusted")).isEqualTo("ran");
  }

  @Test
  void a_listed_digest_is_trusted_and_no_other() throws Exception {
    byte[] jar = plugin().bytes();
    String sha256 = load(jar, PluginRules.NONE).sha256();
    PluginRules rules = new PluginRules(Map.of(), Set.of(sha256), List.of(), true);
    PluginInfo info = load(jar, rules);
    assertThat(info.state()).isEqualTo(PluginState.READY);
    assertThat(info.vetting().signature()).isEqualTo(SignatureState.LISTED);
    assertThat(load(plugin().attribute("Plugin-Version", "2").bytes(), rules).state())
        .isEqualTo(PluginState.QUARANTINED);
  }

  @Test
  void who_signs_with_a_listed_certificate_is_trusted_and_others_are_not() throws Exception {
    byte[] jar = signers.sign(plugin().bytes(), "alice");
    assertTrusted(load(jar, trusting("mallory", "alice")), "CN=alice");
    assertNotTrusted(jar, trusting("mallory"), "CN=alice (its certificate is not listed)");
    assertNotTrusted(
        jar,
        trusting("company"),
        "CN=alice (no listed certificate issued its own (Path does not chain with any of the trust"
            + " anchors))");
    assertNotTrusted(jar, trusting(), "CN=alice (its certificate is not listed)");
  }

  @Test
  void a_zip_is_signed_as_a_whole() throws Exception {
    byte[] zip = PluginJarBuilder.zip(Map.of("lib/plugin.jar", plugin().bytes()));
    byte[] signed = signers.sign(zip, "alice");
    PluginInfo info = load("demo.zip", signed, trusting("alice"), Optional.empty());
    assertTrusted(info, "CN=alice");
    byte[] inner =
        PluginJarBuilder.zip(Map.of("lib/plugin.jar", signers.sign(plugin().bytes(), "alice")));
    assertThat(load("demo.zip", inner, trusting("alice"), Optional.empty()).state())
        .as("a signed jar in a zip that is not")
        .isEqualTo(PluginState.QUARANTINED);
  }

  @Test
  void who_is_issued_by_a_listed_certificate_is_trusted_through_others_too() throws Exception {
    byte[] jar = signers.sign(plugin().bytes(), "bob");
    assertTrusted(load(jar, trusting("company")), "CN=bob");
    assertTrusted(load(jar, trusting("department")), "CN=bob");
    assertTrusted(load(jar, trusting("bob")), "CN=bob");
    assertNotTrusted(jar, trusting("alice"), "CN=bob (its certificate is not listed)");
  }

  @Test
  void a_listed_certificate_that_is_no_authority_issues_nothing() throws Exception {
    assertNotTrusted(
        signers.sign(plugin().bytes(), "friend"),
        trusting("alice"),
        "CN=friend (its certificate is not listed)");
    assertNotTrusted(
        signers.sign(plugin().bytes(), "friend"),
        trusting("alice", "company"),
        "CN=friend (no listed certificate issued its own");
  }

  @Test
  void a_certificate_for_something_else_signs_no_plugin() throws Exception {
    assertNotTrusted(
        signers.sign(plugin().bytes(), "web"),
        trusting("company"),
        "CN=web (its certificate is not for signing code)");
  }

  @Test
  void a_certificate_out_of_its_time_is_not_trusted() throws Exception {
    assertNotTrusted(
        signers.sign(plugin().bytes(), "past"),
        trusting("past"),
        "CN=past (its certificate expired on ");
    assertNotTrusted(
        signers.sign(plugin().bytes(), "later"),
        trusting("company", "later"),
        "CN=later (its certificate begins on ");
  }

  @Test
  void a_path_in_the_file_that_only_names_a_listed_authority_proves_nothing() throws Exception {
    byte[] named =
        signers.sign(
            plugin().bytes(),
            "forger",
            List.of(signers.certificate("forger"), signers.certificate("company")));
    assertNotTrusted(named, trusting("company"), "CN=forger (no listed certificate issued its own");
    byte[] whole = signers.sign(plugin().bytes(), "forger");
    assertNotTrusted(whole, trusting("company"), "CN=forger (no listed certificate issued its own");
  }

  @Test
  void a_listed_certificate_over_the_signature_of_another_key_is_broken() throws Exception {
    assertBroken(
        signers.sign(plugin().bytes(), "mallory", List.of(signers.certificate("alice"))),
        "cannot verify signature block file META-INF/MALLORY");
  }

  @Test
  void an_entry_that_was_changed_breaks_the_signature() throws Exception {
    Map<String, byte[]> files = unpacked(signers.sign(plugin().bytes(), "alice"));
    byte[] other =
        plugin().factory(new FactorySource("demo.Factory", "demo").probe("\"evil\"")).bytes();
    files.put("demo/Factory$Demo.class", unpacked(other).get("demo/Factory$Demo.class"));
    assertBroken(PluginJarBuilder.zip(files), "demo/Factory$Demo.class");
  }

  @Test
  void an_entry_that_was_added_breaks_the_signature() throws Exception {
    Map<String, byte[]> files = unpacked(signers.sign(plugin().bytes(), "alice"));
    files.put("demo/Added.txt", new byte[] {1});
    assertBroken(
        PluginJarBuilder.zip(files),
        "the entry 'demo/Added.txt' is not covered by a signature that Java accepts");
  }

  @Test
  void another_id_in_the_manifest_breaks_the_signature() throws Exception {
    Map<String, byte[]> files = unpacked(signers.sign(plugin().bytes(), "alice"));
    String manifest = new String(files.get("META-INF/MANIFEST.MF"), StandardCharsets.UTF_8);
    files.put(
        "META-INF/MANIFEST.MF",
        manifest
            .replace("Plugin-Id: demo-plugin", "Plugin-Id: other-plugin")
            .getBytes(StandardCharsets.UTF_8));
    assertBroken(PluginJarBuilder.zip(files), "digest");
  }

  @Test
  void a_signature_without_its_block_is_broken() throws Exception {
    Map<String, byte[]> files = unpacked(signers.sign(plugin().bytes(), "alice"));
    assertThat(files.keySet().removeIf(name -> name.endsWith(".EC"))).isTrue();
    assertBroken(PluginJarBuilder.zip(files), "is not covered by a signature that Java accepts");
  }

  @Test
  void two_who_signed_it_all_are_both_named_and_one_of_them_is_enough() throws Exception {
    byte[] twice = signers.sign(signers.sign(plugin().bytes(), "mallory"), "alice");
    assertTrusted(load(twice, trusting("alice")), "CN=alice");
    assertThat(load(twice, PluginRules.NONE).vetting().signer().orElseThrow())
        .contains("CN=alice")
        .contains("CN=mallory");
  }

  @Test
  void who_signed_a_part_is_no_signer_of_the_whole() throws Exception {
    // Signed by one, an entry added, signed by another who takes the rest as it is: the first
    // signature does not cover the new entry, the second covers all.
    Map<String, byte[]> files = unpacked(signers.sign(plugin().bytes(), "alice"));
    files.put("demo/Added.txt", new byte[] {1});
    byte[] resigned = signers.sign(PluginJarBuilder.zip(files), "mallory");
    assertThat(load(resigned, trusting("alice")).state()).isEqualTo(PluginState.QUARANTINED);
    assertTrusted(load(resigned, trusting("mallory")), "CN=mallory");
  }

  @Test
  void what_came_with_the_distribution_is_trusted_and_allowed_by_its_very_digest()
      throws Exception {
    byte[] jar =
        plugin()
            .source("demo.Ender", "package demo; class Ender { void m() { System.exit(1); } }")
            .bytes();
    String sha256 = load(jar, PluginRules.NONE).sha256();
    Path list = Files.writeString(temp.resolve("plugins.sha256"), sha256 + "  plugins/demo.jar\n");
    PluginInfo info = load("demo.jar", jar, trusting("alice"), Optional.of(list));
    assertThat(info.reason()).isEmpty();
    assertThat(info.vetting().signature()).isEqualTo(SignatureState.SHIPPED);
    assertThat(info.vetting().allowedBy()).contains("the list of the distribution");

    byte[] changed = plugin().source("demo.Ender", "class Ender {}").bytes();
    assertThat(load("demo.jar", changed, trusting("alice"), Optional.of(list)).reason())
        .as("another file of that name")
        .isPresent();
  }

  @Test
  void a_list_of_the_distribution_that_everybody_may_write_counts_for_nothing() throws Exception {
    byte[] jar = plugin().bytes();
    String sha256 = load(jar, PluginRules.NONE).sha256();
    Path list = Files.writeString(temp.resolve("plugins.sha256"), sha256 + "  demo.jar\n");
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-r--rw-"));
    Path plugins = Files.createDirectory(temp.resolve("plugins"));
    Files.write(plugins.resolve("demo.jar"), jar);
    try (PluginHost host =
            PluginHost.open(
                temp.resolve("cache"),
                PluginHost.DEFAULT_CALL_LIMIT,
                Optional.of(list),
                event -> {});
        PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE)) {
      assertThat(registry.plugins().getFirst().vetting().signature())
          .isEqualTo(SignatureState.UNSIGNED);
      assertThat(registry.warnings())
          .containsExactly(
              "The list of shipped plugins is not used: "
                  + list
                  + " can be written by every user of this machine. Run: chmod o-w "
                  + list);
    }
  }

  @Test
  void other_rules_hold_for_plugins_that_are_open_already() throws Exception {
    Path plugins = Files.createDirectory(temp.resolve("plugins"));
    Files.write(plugins.resolve("demo.jar"), signers.sign(plugin().bytes(), "alice"));
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry open = host.load(List.of(plugins), trusting("alice"))) {
      assertThat(open.types()).containsExactly("demo");
      try (PluginRegistry refused = host.load(List.of(plugins), trusting("mallory"))) {
        assertThat(refused.types()).isEmpty();
        assertThat(refused.plugins().getFirst().reason().orElseThrow())
            .startsWith("It is signed by CN=alice (");
      }
      try (PluginRegistry again = host.load(List.of(plugins), trusting("alice"))) {
        assertThat(again.types()).containsExactly("demo");
        assertThat(host.loaded()).as("the same class loader").hasSize(1);
      }
    }
  }
}
