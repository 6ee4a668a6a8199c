package org.jackfield.engine.plugin;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides which archives may be loaded, before any of their code runs. Immutable; used for one
 * load.
 *
 * @param rules what the configuration says
 * @param shipped what came with the distribution
 * @param now the time that certificates are judged at
 */
record PluginGate(PluginRules rules, ShippedPlugins shipped, Instant now) {
  /**
   * A decision.
   *
   * @param vetting what was found out
   * @param refusal why the archive may not be loaded
   */
  record Decision(Vetting vetting, Optional<String> refusal) {}

  /** Judges an archive. */
  Decision decide(PluginArchive archive) {
    Voucher voucher = voucher(archive);
    Optional<String> allowedBy = allowedBy(archive, voucher.state());
    Vetting vetting = new Vetting(voucher.state(), voucher.signer(), archive.findings(), allowedBy);
    return new Decision(
        vetting,
        broken(archive)
            .or(() -> untrusted(archive, vetting))
            .or(() -> notAllowed(archive, vetting)));
  }

  /** Who vouches for an archive. */
  private record Voucher(SignatureState state, Optional<String> signer) {}

  private Voucher voucher(PluginArchive archive) {
    return switch (archive.signature()) {
      case JarSignature.None ignored ->
          new Voucher(byDigest(archive.sha256()).orElse(SignatureState.UNSIGNED), Optional.empty());
      case JarSignature.Broken ignored -> new Voucher(SignatureState.BROKEN, Optional.empty());
      case JarSignature.Signed signed -> {
        Map<List<X509Certificate>, Optional<String>> objections = objections(signed);
        boolean trusted = objections.containsValue(Optional.<String>empty());
        SignatureState bySigner = trusted ? SignatureState.TRUSTED : SignatureState.SIGNED;
        yield new Voucher(
            byDigest(archive.sha256()).orElse(bySigner), Optional.of(shown(objections, trusted)));
      }
    };
  }

  private Optional<SignatureState> byDigest(String sha256) {
    if (shipped.digests().contains(sha256)) {
      return Optional.of(SignatureState.SHIPPED);
    }
    return rules.digests().contains(sha256) ? Optional.of(SignatureState.LISTED) : Optional.empty();
  }

  private Map<List<X509Certificate>, Optional<String>> objections(JarSignature.Signed signed) {
    TrustedSigners trusted = new TrustedSigners(rules.certificates());
    Map<List<X509Certificate>, Optional<String>> objections = new LinkedHashMap<>();
    signed.signers().forEach(chain -> objections.put(chain, trusted.objection(chain, now)));
    return objections;
  }

  /** The trusted signers, or all with what is wrong with each. */
  private static String shown(
      Map<List<X509Certificate>, Optional<String>> objections, boolean trusted) {
    return objections.entrySet().stream()
        .filter(one -> !trusted || one.getValue().isEmpty())
        .map(
            one ->
                ShownText.of(one.getKey().getFirst().getSubjectX500Principal().getName())
                    + one.getValue().map(why -> " (" + why + ")").orElse(""))
        .collect(Collectors.joining(" and "));
  }

  /** Somebody changed it, so that no rule can be meant for it. */
  private static Optional<String> broken(PluginArchive archive) {
    return archive.signature() instanceof JarSignature.Broken broken
        ? Optional.of("Its signature is broken: " + broken.how() + ". Get the file anew.")
        : Optional.empty();
  }

  private Optional<String> untrusted(PluginArchive archive, Vetting vetting) {
    if (!rules.requireSigned() || vetting.signature().vouched()) {
      return Optional.empty();
    }
    return Optional.of(
        vetting.signer().map(who -> "It is signed by " + who + ",").orElse("It is not signed,")
            + " and plugins.require_signed is true. If you trust this file, add its digest under"
            + " plugins.trusted.sha256: "
            + archive.sha256());
  }

  /** What allows an archive to do what its classes do; empty where nothing has to. */
  private Optional<String> allowedBy(PluginArchive archive, SignatureState state) {
    if (archive.findings().isEmpty()) {
      return Optional.empty();
    }
    if (state == SignatureState.SHIPPED) {
      return Optional.of("the list of the distribution");
    }
    String id = archive.manifest().id();
    String allowed = rules.allowed().get(id);
    if (PluginRules.ANY.equals(allowed)) {
      return Optional.of("plugins.allow." + id + ", whatever its file");
    }
    return archive.sha256().equals(allowed)
        ? Optional.of("plugins.allow." + id + " for this very file")
        : Optional.empty();
  }

  private Optional<String> notAllowed(PluginArchive archive, Vetting vetting) {
    if (archive.findings().isEmpty() || vetting.allowedBy().isPresent()) {
      return Optional.empty();
    }
    String id = archive.manifest().id();
    String other = rules.allowed().get(id);
    return Optional.of(
        "Its classes "
            + told(archive.findings())
            + (other == null ? "" : ", and plugins.allow names another file of it")
            + ". If you trust this file, "
            + (other == null ? "add" : "write")
            + " under plugins.allow: "
            + id
            + ": "
            + archive.sha256());
  }

  private static String told(List<ClassFinding> findings) {
    return findings.stream()
        .collect(
            Collectors.groupingBy(
                ClassFinding::kind,
                LinkedHashMap::new,
                Collectors.mapping(ClassFinding::toString, Collectors.joining("; "))))
        .entrySet()
        .stream()
        .map(kind -> kind.getKey().words() + " (" + kind.getValue() + ")")
        .collect(Collectors.joining(" and "));
  }
}
