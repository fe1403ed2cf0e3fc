package io.parallelr.config;

import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives a `${NAME}` that its file does not define the value of the environment variable.
record EnvironmentResolver(Map<String, String> environment) implements ConfigResolver {
  static final String ORIGIN = "environment variable ";

  @Override
  public @Nullable ConfigValue lookup(String path) {
    var value = environment.get(path);
    return value == null ? null : ConfigValueFactory.fromAnyRef(value, ORIGIN + path);
  }

  @Override
  public ConfigResolver withFallback(ConfigResolver fallback) {
    return this;
  }
}
