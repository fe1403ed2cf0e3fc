package io.parallelr.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the server runs. Words such as `auto` and `none` are still to be taken for what they mean.
///
/// @param address where it takes connections
/// @param socket of the unix socket: a path, `auto` or `none`
/// @param data the directory of all that is kept: a path, or `auto`
/// @param slots how many processes run at once
/// @param onRestart `continue` or `cancel`
/// @param onShutdown `keep`, `finish` or `cancel`
/// @param onUnknown `fail` or `rerun`
/// @param rendersValues whether the values of variables are templates
/// @param keepsRemoved how long ended jobs are kept whose pipeline is gone; empty for ever
/// @param staticFiles a directory of files for browsers, or `none`
/// @param grace how long a task is given to end by itself
/// @param envFiles files of environment variables, relative to where the server is started
/// @param maxBody largest body of a request, in bytes
/// @param maxConnections how many clients may be connected
/// @param stepTypes further types of scripts, with their commands
/// @param hooks what is called when something happens to jobs
public record ServeSettings(
    List<Endpoint> address,
    String socket,
    String data,
    Pipelines pipelines,
    int slots,
    Tokens tokens,
    String onRestart,
    String onShutdown,
    String onUnknown,
    boolean rendersValues,
    Optional<Duration> keepsRemoved,
    String staticFiles,
    Duration grace,
    List<String> envFiles,
    long maxBody,
    int maxConnections,
    Map<String, Map<String, String>> stepTypes,
    Map<String, Map<String, String>> hooks,
    Tasks tasks) {

  /// Where pipelines are defined.
  ///
  /// @param strict whether what may be a mistake is one
  /// @param watch whether changes of the files are noticed
  /// @param pollInterval after which they are looked at if no change was reported
  public record Pipelines(
      String path,
      String pattern,
      boolean strict,
      boolean watch,
      Duration pollInterval) {}

  /// Tasks of steps.
  ///
  /// @param poolSize how many run at once
  /// @param timeLimit of tasks that give none
  /// @param keeps how long they are kept after their end; empty for ever
  /// @param quota how many bytes uploads may make of a workspace; empty for no limit
  /// @param hasShell whether there are web shells
  /// @param hasTemplateAccess whether templates may read files and the environment
  public record Tasks(
      int poolSize,
      Duration timeLimit,
      Optional<Duration> keeps,
      Optional<Long> quota,
      boolean hasShell,
      boolean hasTemplateAccess) {}

  /// What tokens are signed with.
  ///
  /// @param secrets the first signs, all are accepted
  /// @param file with a secret on each line: a path, or `auto`
  public record Tokens(List<String> secrets, String file) {
    @Override
    public String toString() { // which might be logged
      return "Tokens[%d secrets, %s]".formatted(secrets.size(), file);
    }
  }

  static ServeSettings of(Values v) {
    return new ServeSettings(
        v.get(ServeKeys.ADDRESS),
        v.get(ServeKeys.SOCKET),
        v.get(ServeKeys.DATA),
        new Pipelines(
            v.get(ServeKeys.PIPELINES_PATH),
            v.get(ServeKeys.PIPELINES_PATTERN),
            v.get(ServeKeys.PIPELINES_STRICT),
            v.get(ServeKeys.PIPELINES_WATCH),
            v.get(ServeKeys.POLL_INTERVAL)),
        v.get(ServeKeys.SLOTS),
        new Tokens(v.get(ServeKeys.JWT_SECRETS), v.get(ServeKeys.JWT_SECRETS_FILE)),
        v.get(ServeKeys.ON_RESTART),
        v.get(ServeKeys.ON_SHUTDOWN),
        v.get(ServeKeys.ON_UNKNOWN),
        v.get(ServeKeys.RENDER_VALUES),
        v.get(ServeKeys.RETENTION_REMOVED),
        v.get(ServeKeys.STATIC),
        v.get(ServeKeys.GRACE),
        v.get(ServeKeys.ENV_FILES),
        v.get(ServeKeys.MAX_BODY),
        v.get(ServeKeys.MAX_CONNECTIONS),
        v.get(ServeKeys.STEP_TYPES),
        v.get(ServeKeys.HOOKS),
        new Tasks(
            v.get(ServeKeys.TASKS_POOL),
            v.get(ServeKeys.TASKS_TIME_LIMIT),
            v.get(ServeKeys.TASKS_KEPT),
            v.get(ServeKeys.TASKS_QUOTA),
            v.get(ServeKeys.TASKS_SHELL),
            v.get(ServeKeys.TASKS_TEMPLATE_ACCESS)));
  }
}
