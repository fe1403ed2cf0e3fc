package io.parallelr.yaml;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Writes YAML.
public final class YamlWriter {
  private YamlWriter() {}

  /// A value as a document: texts, truth values, numbers, lists, maps with texts as keys, null.
  public static String text(@Nullable Object value) {
    var settings = DumpSettings.builder()
        .setDefaultFlowStyle(FlowStyle.BLOCK)
        .setMultiLineFlow(false)
        .setSplitLines(false)
        .setDereferenceAliases(true)
        .setSchema(new CoreSchema()) // puts ~ in quotes, too, which readers would take for null
        .build();
    return new Dump(settings).dumpToString(value);
  }
}
