package io.parallelr.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OriginsTest {
  private static Servers server;

  @BeforeAll
  static void start() throws IOException {
    server = Servers.start(
        new Routes().guard(new Origins(List.of("Build.example")))
            .get("/x", x -> x.sendText(200, "x"))
            .post("/x", x -> x.sendText(200, "x")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String status(String method, String headers) throws IOException {
    var request =
        method + " /x HTTP/1.1\r\n" + headers.replace(";", "\r\n") + "\r\nContent-Length: 0\r\n"
            + "Connection: close\r\n\r\n";
    return server.raw(request).substring(9, 12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host: localhost:8080", "Host: LOCALHOST", "Host: 127.0.0.1:1",
      "Host: 127.8.9.10",
      "Host: [::1]:80", "Host: a.localhost", "Host: build.example:443",
      "Host: build.example;Origin: https://build.example",
      "Host: localhost:90;Origin: http://localhost:90",
      "Host: localhost;Sec-Fetch-Site: same-origin", "Host: localhost;Sec-Fetch-Site: none"})
  void letsTheServersOwnPagesAndOtherClientsPass(String headers) throws Exception {
    assertThat(status("GET", headers)).isEqualTo("200");
    assertThat(status("POST", headers)).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host: evil.example", "Host: localhost.evil.example",
      "Host: 127.0.0.1.evil.example",
      "Host: 192.168.1.1", "Host: localhost;Origin: http://evil.example",
      "Host: localhost;Origin: null",
      "Host: localhost:90;Origin: http://localhost:91",
      "Host: localhost;Origin: http://localhost.evil.example",
      "Host: localhost;Sec-Fetch-Site: cross-site", "Host: localhost:90;Sec-Fetch-Site: same-site",
      "Host: localhost;Sec-Fetch-Site: cross-site;Sec-Fetch-Mode: no-cors;Sec-Fetch-Dest: image",
      "Host: localhost;Sec-Fetch-Site: cross-site;Sec-Fetch-Mode: navigate;Sec-Fetch-Dest: iframe"})
  void refusesPagesOfOtherSites(String headers) throws Exception {
    assertThat(status("GET", headers)).isEqualTo("403");
    assertThat(status("POST", headers)).isEqualTo("403");
  }

  @ParameterizedTest
  @ValueSource(strings = "Host: localhost;Sec-Fetch-Site: cross-site;Sec-Fetch-Mode: navigate;Sec-Fetch-Dest: document")
  void aLinkFromAnotherSiteMayBeFollowedButAFormNotSent(String headers) throws Exception {
    assertThat(status("GET", headers)).isEqualTo("200");
    assertThat(status("POST", headers)).isEqualTo("403");
  }
}
