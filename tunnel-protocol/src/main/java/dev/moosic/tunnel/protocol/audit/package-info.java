/** Decisions about identity, each told once: to a log line, and to whoever counts them. And how a log line is written. */
@NullMarked
package dev.moosic.tunnel.protocol.audit;

import org.jspecify.annotations.NullMarked;
