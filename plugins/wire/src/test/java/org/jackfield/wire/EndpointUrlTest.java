package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;

class EndpointUrlTest {
  @Test
  void a_path_can_be_added_however_many_slashes_were_typed() {
    assertThat(EndpointUrl.base(URI.create("http://host:1//"), "b")).isEqualTo("http://host:1");
    assertThat(EndpointUrl.base(URI.create("https://host/v1/"), "b")).isEqualTo("https://host/v1");
  }

  @Test
  void host_and_port_are_shown_as_people_write_them() {
    assertThat(EndpointUrl.hostPort(URI.create("http://localhost:11434/x")))
        .isEqualTo("localhost:11434");
    assertThat(EndpointUrl.hostPort(URI.create("https://ollama.com"))).isEqualTo("ollama.com:443");
    assertThat(EndpointUrl.hostPort(URI.create("http://box"))).isEqualTo("box:80");
  }

  @Test
  void an_address_that_cannot_be_called_is_refused_without_showing_its_password() {
    refused("/v1");
    refused("http://user:s3cret@host/");
    refused("http://host/#part");
    refused("http://host/?key=s3cret");
  }

  private static void refused(String url) {
    assertThatThrownBy(() -> EndpointUrl.base(URI.create(url), "my-box"))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining("'my-box'")
        .hasMessageNotContaining("s3cret");
  }
}
