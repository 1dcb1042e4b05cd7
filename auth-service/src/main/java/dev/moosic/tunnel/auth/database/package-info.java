/**
 * The one database of a process: embedded by default, MySQL by URL. Opened in the background, never called on an event
 * loop, every call bounded in time. Auth and the connection registry share it, each with migrations of its own.
 */
@NullMarked
package dev.moosic.tunnel.auth.database;

import org.jspecify.annotations.NullMarked;
