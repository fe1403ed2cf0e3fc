package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.store.SqlJobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamDataTest {
  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.5Z");
  private static final String ID = "11111111-1111-4111-8111-111111111111";

  @TempDir
  Path data;

  /// The job of [#ID] as it is sent, after it was taken over.
  private String shown(String job) throws IOException {
    Files.writeString(data.resolve("data.json"),
        "{\"jobs\":[{\"id\":\"" + ID + "\"," + job + "}]}");
    try (var store = SqlJobStore.open(data)) {
      UpstreamData.takeOver(data, store, NOW);
      return new String(JobJson.bytes(store.find(ID).orElseThrow()), StandardCharsets.UTF_8);
    }
  }

  @Test
  void anEndedJobIsShownAsItWas() throws IOException {
    assertThat(shown("""
        "Pipeline":"p","COMPLETED":true,"Created":"2021-05-06T12:00:00.1+02:00",
        "Start":"2021-05-06T10:00:01Z","End":"2021-05-06T10:00:02.999999999Z",
        "Variables":{"a":[1]},"User":"joe","Tasks":[
        {"Name":"t","Script":["x"],"DependsOn":["s"],"Status":"error","ExitCode":3,"Errored":true,
        "Start":"2021-05-06T10:00:01Z","Error":"exit status 3"},
        {"Name":"u","Script":["x"],"Status":"done","Start":"2021-05-06T10:00:01Z",
        "End":"2021-05-06T10:00:01Z","ExitCode":-1}]""")).isEqualTo(
        "{\"id\":\"" + ID
            + "\",\"pipeline\":\"p\",\"tasks\":[{\"name\":\"t\",\"dependsOn\":[\"s\"],"
            + "\"status\":\"error\",\"start\":\"2021-05-06T10:00:01Z\","
            + "\"end\":\"2021-05-06T10:00:02Z\",\"skipped\":false,\"exitCode\":3,\"errored\":true,"
            + "\"error\":\"exit status 3\"},{\"name\":\"u\",\"status\":\"done\","
            + "\"start\":\"2021-05-06T10:00:01Z\",\"end\":\"2021-05-06T10:00:01Z\",\"skipped\":false,"
            + "\"exitCode\":0,\"errored\":false}],\"completed\":true,\"canceled\":false,"
            + "\"errored\":true,\"created\":\"2021-05-06T10:00:00Z\","
            + "\"start\":\"2021-05-06T10:00:01Z\",\"end\":\"2021-05-06T10:00:02Z\","
            + "\"lastError\":\"exit status 3\",\"variables\":{\"a\":[1]},\"user\":\"joe\"}");
  }

  @Test
  void aRunningJobIsCanceledNow() throws IOException {
    assertThat(shown("""
        "Pipeline":"p","Created":"2026-01-01T00:00:00Z","Start":"2026-01-01T00:00:00Z","Tasks":[
        {"Name":"t","Status":"running","Start":"2026-01-01T00:00:00Z","ExitCode":-1},
        {"Name":"u","DependsOn":["t"],"Status":"waiting"}]"""))
        .contains(
            "\"name\":\"t\",\"status\":\"canceled\"",
            "\"exitCode\":-1",
            "\"name\":\"u\",\"dependsOn\":[\"t\"],\"status\":\"canceled\",\"start\":null",
            "\"canceled\":true",
            "\"end\":\"2026-05-06T07:08:09Z\",\"lastError\"");
  }

  @Test
  void aWaitingJobIsCanceledUnstarted() throws IOException {
    assertThat(shown("\"Pipeline\":\"p\",\"Created\":\"2026-01-01T00:00:00Z\",\"Tasks\":null"))
        .contains(
            "\"tasks\":[],\"completed\":false,\"canceled\":true",
            "\"start\":null,\"end\":null,\"user\":\"\"");
  }

  @Test
  void jobsThatCannotBeOnesAreLeftOut() throws IOException {
    Files.writeString(data.resolve("data.json"), """
        {"Jobs":[{"ID":"x"},{"ID":"%s","Pipeline":"p","Created":"yesterday"},
        {"ID":"22222222-1111-4111-8111-111111111111","Pipeline":"p",
        "Tasks":[{"Name":"a","DependsOn":["b"]},{"Name":"b","DependsOn":["a"]}]}]}"""
        .formatted(ID));

    try (var store = SqlJobStore.open(data)) {
      UpstreamData.takeOver(data, store, NOW);

      assertThat(store.names(PipelineJobs.DIALECT)).isEmpty();
    }
  }

  @Test
  void whatWasDeletedHereIsNotTakenOverAgain() throws IOException {
    shown("\"Pipeline\":\"p\"");
    try (var store = SqlJobStore.open(data)) {
      store.delete(List.of(ID));
      UpstreamData.takeOver(data, store, NOW);

      assertThat(store.find(ID)).isEmpty();
    }
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Files.writeString(data.resolve("data.json"), "{\"Jobs\":[");

    try (var store = SqlJobStore.open(data)) {
      assertThatThrownBy(() -> UpstreamData.takeOver(data, store, NOW))
          .hasMessageContaining("loading from store: loading data: " + data.resolve("data.json"))
          .hasMessageContaining("repair it, or move it away");
    }
  }
}
