package org.jackfield.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS, in front of the JDK's own server with a key that the JDK's keytool made. */
@Timeout(60) // a hang guard
class TestingTransportTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir private static Path folder;
  private static SSLContext trusting;
  private static HttpsServer server;

  @BeforeAll
  static void start() throws IOException, InterruptedException, GeneralSecurityException {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "localhost",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-keyalg",
                "EC",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();

    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(own.getKeyManagers(), trusted.getTrustManagers(), null);

    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(trusting));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static String echo(TestingTransport transport, String host) {
    URI url = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
    HttpCall call = HttpCall.postJson(url, "hello".getBytes(StandardCharsets.UTF_8));
    try (HttpExchange exchange =
        transport.send(call, TestingAttempt.limitedTo(Duration.ofSeconds(30)))) {
      return new String(exchange.readAll(100), StandardCharsets.UTF_8);
    }
  }

  @Test
  void a_server_with_a_trusted_certificate_is_asked() {
    assertThat(echo(new TestingTransport(trusting.getSocketFactory()), "localhost"))
        .isEqualTo("hello");
  }

  @Test
  void a_server_with_the_certificate_of_another_host_is_not_asked() {
    TestingTransport transport = new TestingTransport(trusting.getSocketFactory());

    assertThatThrownBy(() -> echo(transport, "127.0.0.1")).isInstanceOf(BackendException.class);
  }

  @Test
  void a_server_whose_certificate_nobody_vouches_for_is_not_asked() {
    assertThatThrownBy(() -> echo(new TestingTransport(), "localhost"))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("cannot be reached");
  }
}
