/** What the tests of every module share: leak detection that fails the build, and bytes that prove themselves. */
@NullMarked
package dev.moosic.tunnel.testing;

import org.jspecify.annotations.NullMarked;
