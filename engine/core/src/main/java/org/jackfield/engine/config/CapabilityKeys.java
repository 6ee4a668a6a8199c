package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jackfield.engine.config.ValueType.Choice;
import org.jackfield.engine.config.ValueType.Items;
import org.jackfield.engine.config.ValueType.NamedTexts;
import org.jackfield.engine.config.ValueType.Text;
import org.jackfield.engine.config.ValueType.Whole;
import org.jackfield.spi.Capability;
import org.jackfield.spi.SamplingParameter;

/** The keys by which data on models is said, declared once. */
final class CapabilityKeys {
  /** The key of {@code models.yaml} that holds the rows. */
  static final String ROWS = "capabilities";

  private static final Whole TOKENS = new Whole(1, 1_000_000_000);
  private static final Items FEATURES =
      new Items(
          new Choice(
              Arrays.stream(Capability.values())
                  .map(feature -> feature.name().toLowerCase(Locale.ROOT))
                  .toList()));

  /** What is known of a model. */
  static final ConfigSection CHANGES =
      ConfigSection.of(
          "What this backend's models can, where `models.yaml` or the plugin has it wrong.",
          ConfigKey.of("context", TOKENS, "The context window in tokens."),
          ConfigKey.of("max_output", TOKENS, "The most tokens of an answer."),
          ConfigKey.of("has", FEATURES, "Features that they have although nothing else says so."),
          ConfigKey.of("lacks", FEATURES, "Features that they do not have; wins over `has`."),
          ConfigKey.of(
              "refuses",
              new Items(
                  new Choice(
                      Arrays.stream(SamplingParameter.values())
                          .map(SamplingParameter::word)
                          .toList())),
              "All the sampling parameters that they refuse; `[]` for none."),
          ConfigKey.of(
              "traits", new NamedTexts(), "How they want to be asked, in words of their type."));

  /** A row of {@code models.yaml}. */
  static final ConfigSection ROW = row();

  private CapabilityKeys() {}

  private static ConfigSection row() {
    List<ConfigKey> keys = new ArrayList<>();
    keys.add(
        ConfigKey.of(
            "type", new Items(new Text()), "The backend types that the row is about, or one."));
    keys.add(
        ConfigKey.of(
            "models",
            new Items(new Text()),
            "The names of the models that it is about, `*` for any text."));
    keys.addAll(CHANGES.keys());
    return new ConfigSection("A row: what is known of some models.", keys);
  }
}
