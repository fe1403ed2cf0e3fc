package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  @TempDir
  Path directory;

  private ConfigFile config() {
    return new ConfigFile(directory.resolve("c.yml"), new SecureRandom());
  }

  @Test
  void aMissingFileIsMadeForItsOwnerAlone() throws Exception {
    var secret = config().secret();

    assertThat(secret).matches("[0-9A-Za-z]{32}");
    assertThat(directory.resolve("c.yml")).hasContent("jwt_secret: " + secret);
    assertThat(PosixFilePermissions.toString(
        Files.getPosixFilePermissions(directory.resolve("c.yml")))).isEqualTo("rw-------");
    assertThat(config().secret()).isEqualTo(secret);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      ''                      | decoding YAML: EOF
      'jwt_secret: short'     | jwt_secret must be at least 16 characters long
      'other: x'              | missing jwt_secret
      'jwt_secret: [a]'       | decoding YAML
      'jwt_secret: "'         | decoding YAML
      """)
  void whatIsWrongWithAFileIsSaid(String text, String message) throws Exception {
    Files.writeString(directory.resolve("c.yml"), text);

    assertThatThrownBy(() -> config().secret())
        .hasMessageContaining("c.yml")
        .hasMessageContaining(message);
  }

  @Test
  void aMissingDirectoryIsNamed() {
    assertThatThrownBy(
        () -> new ConfigFile(directory.resolve("no/c.yml"), new SecureRandom()).secret())
        .hasMessageContaining("no/c.yml cannot be made: the directory ");
  }
}
