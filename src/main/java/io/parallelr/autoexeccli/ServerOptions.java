package io.parallelr.autoexeccli;

import picocli.CommandLine.Option;

/// The options of the server. Each may also be given as a variable of the environment with its name
/// in capitals.
final class ServerOptions {
  static final String ROOT = "/usr/local/AutoExecFlow";

  @Option(names = "--addr", paramLabel = "ADDRESS", defaultValue = "tcp://127.0.0.1:2376", description = "Where to listen: tcp://HOST:PORT, HOST:PORT, :PORT or unix://PATH (default: ${DEFAULT-VALUE}). "
      + "Other machines can be let in only with a secret of your own")
  String address = "";

  @Option(names = {"--root_dir",
      "--root"}, paramLabel = "DIRECTORY", defaultValue = ROOT, description = "Directory of all that is kept (default: ${DEFAULT-VALUE})")
  String root = "";

  @Option(names = "--relative_path", paramLabel = "PATH", defaultValue = "/", description = "Path before every route (default: ${DEFAULT-VALUE})")
  String relativePath = "";

  @Option(names = "--pool_size", paramLabel = "N", defaultValue = "0", description = "How many tasks run at once (default: twice the number of CPUs)")
  String poolSize = "";

  @Option(names = "--exec_timeout", paramLabel = "TIME", defaultValue = "24h", description = "Time limit of tasks that give none (default: ${DEFAULT-VALUE})")
  String execTimeout = "";

  @Option(names = "--key_expire", paramLabel = "TIME", defaultValue = "0", description = "How long tasks are kept after their end; 0 for ever (default: ${DEFAULT-VALUE})")
  String keyExpire = "";

  @Option(names = "--log_output", paramLabel = "WHERE", defaultValue = "stdout,file", description = "file, stdout or both with a comma (default: ${DEFAULT-VALUE})")
  String logOutput = "";

  @Option(names = "--log_level", paramLabel = "LEVEL", defaultValue = "info", description = "debug, info, warn or error (default: ${DEFAULT-VALUE})")
  String logLevel = "";

  @Option(names = "--debug", description = "Log more, and show stack traces")
  boolean debugs;

  @Option(names = "--normal", negatable = true, description = "When asked to end, wait for the tasks that run; else the next server takes them up")
  boolean isNormal;

  @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "30s", description = "How long a slow client is waited for (default: ${DEFAULT-VALUE})")
  String timeout = "";

  @Option(names = {"--max-requests",
      "--max_requests"}, paramLabel = "N", defaultValue = "0", description = "How often a second a client may make the same change; 0 for no limit (default: ${DEFAULT-VALUE})")
  String maxRequests = "";

  @Option(names = "--node_name", paramLabel = "NAME", defaultValue = "AutoExecFlow01", description = "Name of this server (default: ${DEFAULT-VALUE})")
  String nodeName = "";

  @Option(names = "--node_id", paramLabel = "N", defaultValue = "1", description = "Accepted for old scripts; ids do not depend on it")
  String nodeId = "";

  @Option(names = "--data_center_id", paramLabel = "N", defaultValue = "1", description = "Accepted for old scripts; ids do not depend on it")
  String dataCenterId = "";

  @Option(names = "--db_url", paramLabel = "URL", defaultValue = "sqlite://localhost", description = "Only sqlite, in the root directory")
  String database = "";

  @Option(names = "--mq_url", paramLabel = "URL", defaultValue = "inmemory://localhost", description = "Only inmemory: the queue is in the database")
  String queue = "";

  @Option(names = "--redis_url", paramLabel = "URL", defaultValue = "", description = "Only empty: locks need no other server")
  String redis = "";

  @Option(names = "--self_url", paramLabel = "URL", defaultValue = "", description = "Only empty: packages update this program")
  String selfUpdate = "";

  @Option(names = "--aef-open", description = "Let everybody in without a token who reaches a loopback address or the unix socket")
  boolean isOpen;

  @Option(names = "--secrets-file", paramLabel = "FILE", defaultValue = "", description = "File with the secrets that sign tokens, one on each line (default: one that is made in the root directory)")
  String secrets = "";

  @Option(names = "--host", paramLabel = "NAME", description = "Name by which browsers may reach the server, besides the loopback's")
  java.util.List<String> hosts = java.util.List.of();

  @Option(names = "--pty", description = "Allow web shells")
  boolean hasShell;

  @Option(names = "--pty_sessions", paramLabel = "N", defaultValue = "10", description = "How many web shells there are at most (default: ${DEFAULT-VALUE})")
  String shells = "";

  @Option(names = "--pty_idle", paramLabel = "TIME", defaultValue = "30m", description = "Silence after which a web shell is ended (default: ${DEFAULT-VALUE})")
  String shellIdle = "";

  @Option(names = "--template_access", description = "Let templates of pipelines read files and the environment of the server")
  boolean hasTemplateAccess;

  @Option(names = "--quota", paramLabel = "BYTES", defaultValue = "0", description = "How large uploads may make the workspace of a task; 0 for no limit (default: ${DEFAULT-VALUE})")
  String quota = "";

  @Option(names = "--on_restart", paramLabel = "WHAT", defaultValue = "continue", description = "What becomes of tasks that had not ended: continue or cancel (default: ${DEFAULT-VALUE})")
  String onRestart = "";

  @Option(names = "--replace", description = "Take the place of the server that runs on this root directory, with its connections and tasks")
  boolean replaces;

  @Option(names = "--kill_grace", paramLabel = "TIME", defaultValue = "2s", description = "Time from SIGTERM to SIGKILL (default: ${DEFAULT-VALUE})")
  String grace = "";

  @Option(names = "--step_type", paramLabel = "NAME=COMMAND", description = "A further type of steps: a shell command, with @SCRIPT@ for the file of the script; may be given several times")
  java.util.Map<String, String> stepTypes = java.util.Map.of();

  @Option(names = "--hook", paramLabel = "COMMAND", defaultValue = "", description = "A shell command to run before and after tasks and steps; see hooks.md")
  String hook = "";

  @Option(names = "--hook_url", paramLabel = "URL", defaultValue = "", description = "Where to send a request before and after tasks and steps")
  String hookUrl = "";

  @Option(names = "--hook_secret_file", paramLabel = "FILE", defaultValue = "", description = "The secret that signs these requests")
  String hookSecret = "";

  @Option(names = "--slots", paramLabel = "N", defaultValue = "512", description = "How many steps run at once, of all tasks (default: ${DEFAULT-VALUE})")
  String slots = "";
}
