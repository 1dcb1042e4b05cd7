package dev.moosic.tunnel.client.control;

/** The steps from a server's URL to a session, in order; each one's failure has its own remedy. */
public enum ConnectStep {
    NAME("look up the server's name", "check the server's URL and this machine's DNS"),
    TCP("connect by TCP", "check that the server runs and that no firewall is between; a proxy is named by --proxy"),
    PROXY("pass the proxy", "check --proxy or HTTPS_PROXY, its user and password, and whether it allows this server"),
    TLS("agree on TLS", "check the server's certificate and this machine's clock; a private one needs its invite"),
    TOKEN("get a token", "ask the server's operator for a new invite: tunnel-server invite --client-id ID"),
    WEBSOCKET("open the WebSocket", "check that the URL is a tunnel server's, and that proxies let WebSockets pass"),
    HELLO("be welcomed as a client", ConnectStep.SEE_MESSAGE);

    /** The remedy where the server says what it wants. */
    static final String SEE_MESSAGE = "do what the server's message asks for";

    private final String what;
    private final String remedy;

    ConnectStep(String what, String remedy) {
        this.what = what;
        this.remedy = remedy;
    }

    /** For people: what is done in this step. */
    public String what() {
        return what;
    }

    /** For people: what to try when it fails. */
    public String remedy() {
        return remedy;
    }
}
