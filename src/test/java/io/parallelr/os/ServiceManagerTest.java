package io.parallelr.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceManagerTest {
  @TempDir
  Path directory;

  @Test
  void thereIsOneIfTheEnvironmentNamesIt() {
    assertThat(ServiceManager.of(Map.of())).isEmpty();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", "vsock:2:1234"))).isEmpty();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", "@name"))).isPresent();
  }

  @Test
  void oneThatIsGoneIsAnError() {
    var gone = Map.of("NOTIFY_SOCKET", directory.resolve("gone").toString());
    var manager = ServiceManager.of(gone).orElseThrow();
    assertThatThrownBy(manager::ready).isInstanceOf(IOException.class)
        .hasMessageContaining("No such file");
  }
}
