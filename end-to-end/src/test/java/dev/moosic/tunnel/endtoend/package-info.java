/** The programs as their users run them: processes started from the runnable jars, real sockets, real signals. */
@NullMarked
package dev.moosic.tunnel.endtoend;

import org.jspecify.annotations.NullMarked;
