/**
 * The auth service: who the clients are, what they were granted, and the keys that say so. It enrols clients, issues
 * tokens, signs media URLs and withdraws them; {@code AuthService} is the whole of it for a program that embeds it,
 * {@code AuthEndpoints} for the network.
 */
@NullMarked
package dev.moosic.tunnel.auth;

import org.jspecify.annotations.NullMarked;
