/**
 * Which proxy a dial-out goes through: options, `HTTPS_PROXY`, `NO_PROXY`.
 */
@NullMarked
package dev.moosic.tunnel.client.proxy;

import org.jspecify.annotations.NullMarked;
