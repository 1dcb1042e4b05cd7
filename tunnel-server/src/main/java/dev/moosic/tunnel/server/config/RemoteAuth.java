package dev.moosic.tunnel.server.config;

import dev.moosic.tunnel.auth.node.NodeCredential;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * The auth service of {@code --auth-url}.
 *
 * @param url without a path
 */
public record RemoteAuth(URI url, NodeCredential credential) {

    /**
     * @param insecure whether another machine may be spoken to without TLS
     * @throws ConfigException naming the option at fault
     */
    public static RemoteAuth of(URI url, NodeCredential credential, boolean insecure) {
        boolean tls = "https".equals(url.getScheme());
        if (!(tls || "http".equals(url.getScheme()))
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null
                || !(url.getRawPath().isEmpty() || url.getRawPath().equals("/"))) {
            throw new ConfigException("--auth-url is \"" + withoutUser(url)
                    + "\": expected https://HOST[:PORT] or, on this machine, http://HOST[:PORT], without a path");
        }
        if (!tls && !insecure && !isLoopback(url.getHost())) {
            throw new ConfigException("--auth-url is \"" + url + "\": the credential and every token would cross the"
                    + " network in plain text; use https://, or add --insecure if the network between is your own");
        }
        return new RemoteAuth(URI.create(url.getScheme() + "://" + url.getRawAuthority()), credential);
    }

    private static String withoutUser(URI url) {
        return url.toString().replaceFirst("//[^/@]*@", "//…@");
    }

    /** By name: {@code localhost} alone; no other name is looked up for this. */
    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        if (!host.matches("[0-9.]+|\\[.*]")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
