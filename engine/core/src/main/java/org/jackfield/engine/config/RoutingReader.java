package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Sampling;

/** Reads the fallback order and the profiles, and checks that what they name is there. */
final class RoutingReader {
  private static final KeyPath PROFILES = KeyPath.of("llm", "profiles");

  private final Resolution resolution;
  private final SectionReader llm;
  private final BackendsReader.Found found;

  RoutingReader(Resolution resolution, SectionReader llm, BackendsReader.Found found) {
    this.resolution = resolution;
    this.llm = llm;
    this.found = found;
  }

  EngineConfig.Routing read() {
    List<String> order = chain(llm.items("fallback_order"), listed());
    Map<String, ProfileConfig> profiles = profiles(order);
    Optional<String> byDefault =
        llm.text("default_profile")
            .filter(name -> known(name, profiles.keySet(), "profile"))
            .map(Located::text);
    return new EngineConfig.Routing(order, profiles, byDefault, found.exclusive());
  }

  /** The backends that have an entry of their own. */
  private List<String> listed() {
    return found.backends().stream()
        .filter(backend -> !BackendsReader.SELECTORS.contains(backend.location().file()))
        .map(BackendConfig::name)
        .toList();
  }

  private List<String> chain(List<Located> items, List<String> otherwise) {
    List<String> chain = new ArrayList<>();
    for (Located item : items) {
      if (chain.contains(item.text())) {
        resolution.problem(
            item.location(),
            item.path(),
            Shown.value(item.text()) + " stands here for the second time.",
            "");
      } else if (known(item, found.names(), "backend")) {
        chain.add(item.text());
      }
    }
    return chain.isEmpty() ? otherwise : chain;
  }

  private boolean known(Located name, Collection<String> names, String what) {
    if (names.contains(name.text())) {
      return true;
    }
    List<String> ofType =
        found.backends().stream()
            .filter(backend -> what.equals("backend") && backend.type().equals(name.text()))
            .map(BackendConfig::name)
            .toList();
    String hint =
        ofType.isEmpty()
            ? Nearest.of(name.text(), names).map(near -> "Did you mean '" + near + "'? ").orElse("")
                + (names.isEmpty()
                    ? "There is none."
                    : "There are: " + String.join(", ", names) + ".")
            : "The backend of that type is named '" + ofType.getFirst() + "'.";
    resolution.stray(
        name.location(),
        name.path(),
        "There is no " + what + " named " + Shown.value(name.text()) + ".",
        hint);
    return false;
  }

  private Map<String, ProfileConfig> profiles(List<String> order) {
    Map<String, ProfileConfig> profiles = new LinkedHashMap<>();
    YamlNode node = llm.node("profiles");
    if (node == null) {
      return profiles;
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      resolution.problem(
          node.location(),
          PROFILES,
          "Here stands " + node.description() + " where a section belongs.",
          "Write each profile as a section under its name.");
      return profiles;
    }
    for (YamlNode.Entry entry : mapping.entries()) {
      if (found.names().contains(entry.name())) {
        resolution.problem(
            entry.key().location(),
            PROFILES.key(entry.name()),
            "A backend has the same name.",
            "A call names profiles and backends alike; give one of them another name.");
      }
      if (!BackendsReader.NAME.matcher(entry.name()).matches()) {
        resolution.problem(
            entry.key().location(),
            PROFILES,
            Shown.value(entry.name()) + " is not a name.",
            BackendsReader.NAME_HINT);
      }
      profiles.put(entry.name(), profile(entry, order));
    }
    return profiles;
  }

  private ProfileConfig profile(YamlNode.Entry entry, List<String> order) {
    SectionReader reader =
        new SectionReader(resolution, PROFILES.key(entry.name()), entry.value(), ConfigKeys.PROFILE)
            .refuseUnknownKeys("");
    List<String> chain = chain(reader.items("chain"), order);
    ProfileLimits limits =
        new ProfileLimits(
            reader
                .text("data")
                .map(data -> DataLocation.valueOf(data.text().toUpperCase(Locale.ROOT))),
            reader.time("deadline"),
            reader.integer("attempts"));
    Sampling sampling = sampling(reader.section("sampling"));
    OptionalInt tokens = reader.integer("max_tokens");
    List<String> stop = reader.items("stop").stream().map(Located::text).toList();
    RequestDefaults defaults =
        new RequestDefaults(
            sampling, limits(tokens, stop), reader.text("system").map(Located::text));
    Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
    for (Located code : reader.items("fallback_on")) {
      codes.add(ErrorCode.valueOf(code.text().toUpperCase(Locale.ROOT)));
    }
    Unsupported unsupported = reader.choice("unsupported", Unsupported.class, Unsupported.ROUTE);
    return new ProfileConfig(entry.name(), chain, limits, defaults, unsupported, codes);
  }

  private static Limits limits(OptionalInt tokens, List<String> stop) {
    Limits limits = Limits.NONE.withStop(stop);
    return tokens.isPresent() ? limits.withMaxOutputTokens(tokens.getAsInt()) : limits;
  }

  private static Sampling sampling(SectionReader reader) {
    return new Sampling(
        reader.decimal("temperature"),
        reader.decimal("top_p"),
        reader.integer("top_k"),
        reader.decimal("min_p"),
        reader.whole("seed"),
        new Penalties(
            reader.decimal("repeat_penalty"),
            reader.decimal("presence_penalty"),
            reader.decimal("frequency_penalty")));
  }
}
