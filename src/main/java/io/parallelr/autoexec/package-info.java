/// Tasks of steps over HTTP: what requests say, the interface of AutoExecFlow and the older one of
/// OSReApi, pipelines with builds.
@NullMarked
package io.parallelr.autoexec;

import org.jspecify.annotations.NullMarked;
