/// Where log events go in a program that uses flows as a library: to the logging of the JDK.
@NullMarked
package io.parallelr.flowlog;

import org.jspecify.annotations.NullMarked;
