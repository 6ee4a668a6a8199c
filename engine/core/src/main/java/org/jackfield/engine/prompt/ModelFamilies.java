package org.jackfield.engine.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which family a model is of, by its name, and the figures that suit some models. Immutable; the
 * knowledge is data: the file {@code families.json} beside this class, and what a configuration
 * adds for names that tell nothing.
 *
 * <p>A name is read by its words, which are runs of letters: {@code mistral:7b}, {@code
 * Meta-Llama-3.1-8B-Instruct}, {@code phi3:mini} and {@code models/mistral-7b-q4.gguf} each have
 * one that the file knows, {@code dolphin} is no {@code phi}. The first one known counts, of the
 * last part of a path first.
 */
public final class ModelFamilies {
  /** In place of a family: all models whose family has no variant, and those of no family. */
  public static final String DEFAULT = "default";

  private static final String FILE = "families.json";
  private static final Pattern WORD = Pattern.compile("[a-z]+");
  private static final ModelFamilies SHIPPED = read();

  /** Figures for the models in whose name that stands, written without separators. */
  private record Figures(String part, AnswerDefaults defaults) {}

  private final Map<String, String> byWord;
  private final List<Figures> figures;
  private final Map<String, String> byModel;

  private ModelFamilies(
      Map<String, String> byWord, List<Figures> figures, Map<String, String> byModel) {
    this.byWord = Map.copyOf(byWord);
    this.figures = List.copyOf(figures);
    this.byModel = Map.copyOf(byModel);
  }

  /** What the engine knows by itself. */
  public static ModelFamilies shipped() {
    return SHIPPED;
  }

  private static ModelFamilies read() {
    try (InputStream in = ModelFamilies.class.getResourceAsStream(FILE)) {
      JsonNode root = JsonMapper.shared().readTree(in);
      Map<String, String> byWord = new HashMap<>();
      root.path("families")
          .properties()
          .forEach(
              family -> family.getValue().forEach(w -> byWord.put(w.asString(), family.getKey())));
      List<Figures> figures = new ArrayList<>();
      root.path("figures")
          .properties()
          .forEach(row -> figures.add(new Figures(row.getKey(), defaults(row.getValue()))));
      return new ModelFamilies(byWord, figures, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AnswerDefaults defaults(JsonNode row) {
    return new AnswerDefaults(
        OptionalDouble.of(row.path("temperature").doubleValue()),
        OptionalInt.of(row.path("max_tokens").intValue()));
  }

  /** The same with families of models, by their full names. */
  public ModelFamilies with(Map<String, String> familyByModel) {
    return new ModelFamilies(byWord, figures, familyByModel);
  }

  /** The names of all families. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(byWord.values());
    names.addAll(byModel.values());
    return Collections.unmodifiableSet(names);
  }

  /** The family of a model; empty when its name tells none. */
  public Optional<String> of(String model) {
    String told = byModel.get(model);
    if (told != null) {
      return Optional.of(told);
    }
    for (String part : List.of(model.toLowerCase(Locale.ROOT).split("[/\\\\]")).reversed()) {
      Matcher word = WORD.matcher(part);
      while (word.find()) {
        String family = byWord.get(word.group());
        if (family != null) {
          return Optional.of(family);
        }
      }
    }
    return Optional.empty();
  }

  /** The figures that suit a model, where the engine knows any. */
  AnswerDefaults defaults(String model) {
    String plain = model.toLowerCase(Locale.ROOT).replaceAll("[-_: ]", "");
    return figures.stream()
        .filter(row -> plain.contains(row.part()))
        .map(Figures::defaults)
        .findFirst()
        .orElse(AnswerDefaults.NONE);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelFamilies families
        && byModel.equals(families.byModel)
        && byWord.equals(families.byWord)
        && figures.equals(families.figures);
  }

  @Override
  public int hashCode() {
    return Objects.hash(byModel, byWord, figures);
  }
}
