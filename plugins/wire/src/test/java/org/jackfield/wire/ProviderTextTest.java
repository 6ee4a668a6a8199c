package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Incorrect API key provided: sk-proj-abc123DEF456. See docs.|sk-proj|abc123DEF456",
        "bad header Authorization: Bearer abcdef.ghijkl|abcdef|ghijkl",
        "key AIzaSyA1234567890abcdefg refused|AIza|1234567890",
        "x-api-key=verysecretvalue was refused|verysecret|secretvalue",
        "{\"password\": \"hunter2hunter2\"}|hunter2|hunter2hunter2",
        "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc|eyJ|zdWIi",
        "see https://api.test/v1/x?key=abc&user=me for more|key=abc|user=me",
        "postgres://admin:s3cret@db.test/x is down|admin|s3cret",
        "connect to 10.1.2.3:8080 failed|10.1.2.3|8080",
        "connect to 192.168.0.17 failed|192.168|0.17",
        "connect to 172.20.1.1 and 169.254.169.254|172.20|169.254",
        "upstream http://model-7.prod.internal:9000/v1 failed|model-7|9000",
        "tensor at 0x7f3a12345678 broke|0x7f3a|12345678",
        "peer [fd12:3456::1]:443 reset|fd12|3456",
      })
  void secrets_and_inside_addresses_are_masked(String text, String one, String other) {
    assertThat(ProviderText.shown(text)).doesNotContain(one).doesNotContain(other).contains("****");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This model's maximum context length is 2048 tokens. (parameter=input_tokens, value=2049)",
        "max_tokens=1000000 cannot be greater than max_model_len=2048.",
        "The model `no-such-model` does not exist. Valid aliases: smollm2-135m.",
        "see https://platform.test/docs/errors",
        "version 10.1.2 of 8.8.8.8",
      })
  void ordinary_text_stays(String text) {
    assertThat(ProviderText.shown(text)).isEqualTo(text);
  }

  @Test
  void control_characters_and_escapes_become_spaces_on_one_line() {
    assertThat(ProviderText.shown("a\r\nb\u001b[2Jc\u202ed\u0000e")).isEqualTo("a b [2Jc d e");
  }

  @Test
  void long_text_is_cut_between_characters_and_stays_cheap() {
    String shown = ProviderText.shown("😀".repeat(1_000_000));

    assertThat(shown).hasSizeLessThanOrEqualTo(401).endsWith("…");
    assertThat(shown.codePoints().filter(c -> c >= 0xd800 && c < 0xe000)).isEmpty();
  }
}
