package org.jackfield.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataLocationTest {
  @ParameterizedTest
  @CsvSource({
    "http://localhost:11434, LOCAL",
    "http://127.0.0.1:8080/v1, LOCAL",
    "http://127.9.9.9, LOCAL",
    "http://[::1]:1, LOCAL",
    "http://api.localhost, LOCAL",
    "http://10.0.0.7:8000, TENANT",
    "http://172.16.0.1, TENANT",
    "http://172.31.255.1, TENANT",
    "http://192.168.1.2, TENANT",
    "http://169.254.7.8, TENANT",
    "http://[fd00::1], TENANT",
    "http://[fe80::1], TENANT",
    "http://gpu-box:8000, TENANT",
    "http://gpu.internal, TENANT",
    "http://printer.local, TENANT",
    "https://api.openai.com/v1, CLOUD",
    "http://172.32.0.1, CLOUD",
    "http://169.255.0.1, CLOUD",
    "http://8.8.8.8, CLOUD",
    "http://[2001:db8::1], CLOUD",
    "https://127.0.0.1.example.com, CLOUD",
    "https://localhost.example.com, CLOUD"
  })
  void an_endpoint_says_where_its_data_goes(URI endpoint, DataLocation expected) {
    assertThat(DataLocation.of(endpoint)).isEqualTo(expected);
  }

  @Test
  void a_limit_allows_itself_and_all_that_is_nearer() {
    assertThat(DataLocation.LOCAL.within(DataLocation.TENANT)).isTrue();
    assertThat(DataLocation.TENANT.within(DataLocation.TENANT)).isTrue();
    assertThat(DataLocation.CLOUD.within(DataLocation.TENANT)).isFalse();
  }
}
