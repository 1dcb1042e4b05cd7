/**
 * Who this client is: its data folder, its enrolment by invite, and the tokens it is issued.
 */
@NullMarked
package dev.moosic.tunnel.client.identity;

import org.jspecify.annotations.NullMarked;
