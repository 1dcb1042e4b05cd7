package dev.moosic.tunnel.auth.standalone;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest names. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"auth-service " + (version == null ? "development" : version)};
    }
}
