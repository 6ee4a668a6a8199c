package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchemaNameTest {
  @Test
  void a_name_has_what_providers_take_and_no_more_of_it() {
    assertThat(SchemaName.of("my-schema_1", "x")).isEqualTo("my-schema_1");
    assertThat(SchemaName.of("Größe in m²", "x")).isEqualTo("Gr__e_in_m_");
    assertThat(SchemaName.of("n".repeat(65), "x")).isEqualTo("n".repeat(64));
    assertThat(SchemaName.of("", "answer")).isEqualTo("answer");
  }
}
