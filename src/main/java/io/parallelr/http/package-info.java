/// HTTP: listening, routing, requests and responses, authentication, and files and events sent to
/// browsers. The only package that knows the HTTP server and the library of tokens.
@NullMarked
package io.parallelr.http;

import org.jspecify.annotations.NullMarked;
