package io.parallelr.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What stands for a placeholder in a script is run.
class CodeCheckTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      watch -n1 ls @ARG@                      | @ARG@ is in the command of watch, which a shell runs
      parallel "echo @ARG@" ::: 1             | @ARG@ is in the command of parallel, which a shell runs
      env -i -S "ls @ARG@"                    | @ARG@ is in what env -S splits into a command
      psql -d x -c "select '@ARG@'"           | @ARG@ is in the code of psql -c
      mysql -u x -e @ARG@                     | @ARG@ is in the code of mysql -e
      Rscript -e "f('@ARG@')"                 | @ARG@ is in the code of Rscript -e
      ksh93 -c "x"; ksh -c "cat @TASK@"       | @TASK@ is in the code of ksh -c
      python3 -c "open('@TASK@')"             | @TASK@ is in the code of python3 -c
      python3.12 -W ignore -Ic "f('@TASK@')"  | @TASK@ is in the code of python3.12 -c
      perl -e "print '@ARG@'"                 | @ARG@ is in the code of perl -e
      perl -lne "print if /@ARG@/" file       | @ARG@ is in the code of perl -e
      ruby -e "puts '@ARG@'"                  | @ARG@ is in the code of ruby -e
      node -e "f('@ARG@')"                    | @ARG@ is in the code of node -e
      php -r "f('@ARG@');"                    | @ARG@ is in the code of php -r
      awk -F , "/@ARG@/" file                 | @ARG@ is in the code of awk
      sed -n "/@ARG@/p" file                  | @ARG@ is in the code of sed
      sed -i -e "s/x/@ARG@/" file             | @ARG@ is in the code of sed -e
      sh -c 'eval "$1"' _ @ARG@               | @ARG@ is in what sh -c evaluates
      sh -c 'sh -c "echo $1"' _ @ARG@         | @ARG@ is in what sh -c evaluates
      xargs -a @TASK@ -I % sh -c "echo %"     | % is in the code of sh -c
      xargs -a @TASK@ -I{} sh -c "echo {}"    | {} is in the code of sh -c
      find @TASK@ -exec sh -c "cat {}" \\;    | {} is in the code of sh -c
      """)
  void aPlaceholderInCodeIsWarnedOf(String template, String message) throws InputException {
    assertThat(warnings(template)).startsWith(message)
        .contains(": its value is run as code");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "bash @TASK@",
      "bash -x @TASK@ -c @ARG@",
      "sh -c 'echo \"$1\"' _ @ARG@",
      "bash -euo pipefail -c 'cat \"$1\"' _ @TASK@",
      "sh -c 'evaluate \"$1\"' _ @ARG@",
      "env X=@ARG@ sh -c 'echo $X'",
      "ssh @ARG@ uptime",
      "ssh -l @ARG_2@ @ARG_1@ 'df -h'",
      "python3 -c 'import sys; print(sys.argv[1])' @ARG@",
      "python3 script.py -c @ARG@",
      "python3 -m tool -c @ARG@",
      "perl script.pl -e @ARG@",
      "perl -ne 'print' @TASK@",
      "node -e 'f(process.argv[1])' @ARG@",
      "awk '{ print $1 }' @TASK@",
      "awk -f program @TASK@",
      "awk -v x=@ARG@ '{ print x }'",
      "sed -n 5p @TASK@",
      "sed -e s/a/b/ @TASK@",
      "xargs -a @TASK@ -I% echo %",
      "xargs -a @TASK@ -n1 sh -c 'echo \"$1\"' _",
      "find @TASK@ -exec cat {} ;",
      "java -jar tasker.jar @TASK@",
      "grep -c @ARG@ file"})
  void whatStaysDataIsNot(String template) throws InputException {
    assertThat(warnings(template)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "sh -c \"echo @ARG@\"",
      "bash -c \"echo '@ARG_2@'\"",
      "bash -euo pipefail -c \"cat @TASK@\"",
      "bash -c -e \"cat @TASK@\"",
      "bash --rcfile x -lc \"cat @TASK@\"",
      "sh -c -- \"cat @TASK@\"",
      "/bin/dash -c \"cat @TASK@\"",
      "zsh -fc \"cat @TASK@\"",
      "busybox sh -c \"cat @TASK@\"",
      "env A=b nice -n 5 sh -c \"cat @TASK@\"",
      "sudo -u me timeout 5 sh -c \"cat @TASK@\"",
      "ssh -p 22 host \"cat @TASK@\"",
      "ssh @ARG@ sh -c \"id; echo @ARG@\"",
      "ssh -o BatchMode=yes h cat @ARG@",
      "su me -c \"cat @TASK@\"",
      "flock lock -c \"cat @TASK@\"",
      "sh -c 'python3 -c \"print(1)\" @ARG@'",
      "sh -c @ARG:raw@",
      "python3 -c 'print(@SEQ@)' @ARG@",
      "python3 -c @TASK:raw@"})
  void whatIsQuotedForItsShellStaysData(String template) throws InputException {
    assertThat(warnings(template)).isEmpty();
  }

  @Test
  void codeWithinAScriptIsWarnedOf() throws InputException {
    assertThat(warnings("sh -c 'python3 -c \"print(@ARG@)\"'"))
        .startsWith("@ARG@ is in the code of python3 -c");
    assertThat(warnings("wrapper sh -c 'echo @ARG@'"))
        .startsWith("@ARG@ is in the code of sh -c");
  }

  @Test
  void theWarningSaysHowItIsDoneSafely() throws InputException {
    assertThat(warnings("tool bash -c \"echo @ARG@\""))
        .isEqualTo(
            "@ARG@ is in the code of bash -c: its value is run as code; "
                + "pass it as an argument instead: sh -c 'echo \"$1\"' _ @ARG@");
    assertThat(warnings("sh -c 'echo \"$1\"' _ @ARG@")).isEmpty();
  }

  private static String warnings(String template) throws InputException {
    return String.join("\n", CommandTemplate.parse(template, Path.of("/none")).warnings());
  }
}
