package org.jackfield.engine.structured;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The drafts of JSON Schema that are known here. The library brings them; none is fetched. */
final class Drafts {
  /*
   * The library's own dialects log every keyword that they do not know, and remember it for ever.
   * Keywords here are strangers' text.
   */
  private static final List<Dialect> ALL =
      Stream.of(
              Dialects.getDraft202012(),
              Dialects.getDraft201909(),
              Dialects.getDraft7(),
              Dialects.getDraft6(),
              Dialects.getDraft4())
          .map(
              dialect ->
                  Dialect.builder(dialect)
                      .unknownKeywordFactory((word, context) -> new NonValidationKeyword(word))
                      .build())
          .toList();

  private static final String NEWEST = ALL.getFirst().getId();

  /** Holds the drafts' own schemas. */
  private static final SchemaRegistry LANGUAGE =
      SchemaRegistry.withDialects(ALL, registry -> registry.schemaRegistryConfig(config().build()));

  private Drafts() {}

  /** All names. */
  static List<String> names() {
    return ALL.stream().map(Drafts::name).sorted().toList();
  }

  private static String name(Dialect dialect) {
    return withoutFragment(dialect.getId());
  }

  private static String withoutFragment(String id) {
    return id.endsWith("#") ? id.substring(0, id.length() - 1) : id;
  }

  /** The schema of schemas in the draft of that name, or in the newest where none is named. */
  static Optional<Schema> language(Optional<String> named) {
    String wanted = withoutFragment(named.orElse(NEWEST));
    return ALL.stream()
        .filter(dialect -> name(dialect).equals(wanted))
        .findFirst()
        .map(dialect -> LANGUAGE.getSchema(SchemaLocation.of(dialect.getId())));
  }

  /** A registry for one schema of a request: it loads nothing and keeps nothing. */
  static SchemaRegistry registry(RegularExpressionFactory patterns) {
    return SchemaRegistry.withDialects(
        ALL,
        registry ->
            registry
                .defaultDialectId(NEWEST)
                .schemaCacheEnabled(false)
                .schemaLoader(loader -> loader.block(anything -> true))
                .schemaRegistryConfig(
                    config()
                        .regularExpressionFactory(patterns)
                        // Drafts up to 7 would check it.
                        .formatAssertionsEnabled(false)
                        .build()));
  }

  private static SchemaRegistryConfig.Builder config() {
    return SchemaRegistryConfig.builder()
        .locale(Locale.ENGLISH)
        .pathType(PathType.JSON_POINTER)
        .preloadSchema(true);
  }
}
