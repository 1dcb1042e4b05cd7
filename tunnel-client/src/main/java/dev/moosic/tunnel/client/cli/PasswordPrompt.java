package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where a new password comes from. */
interface PasswordPrompt {
    /** More than any password that is taken, in bytes. */
    int MAX_LINE = 4_096;

    /** @throws ConfigException if none can be had */
    String ask() throws ConfigException;

    /**
     * Asked twice on a terminal, without echo; else one line in UTF-8.
     *
     * @param console null: standard input or output is none. Some JDKs have one though neither is
     * @param terminal whether standard input is one: what is typed there would be shown
     */
    static PasswordPrompt of(@Nullable Console console, BooleanSupplier terminal, InputStream in) {
        return () -> {
            if (!terminal.getAsBoolean()) {
                return line(in);
            }
            if (console == null) {
                throw new ConfigException("what you type would be shown, since the output goes elsewhere: leave the"
                        + " redirection out and copy the line, or give the password on standard input");
            }
            return typed(console);
        };
    }

    /** Whether standard input is a terminal, as far as that can be told. */
    static boolean isTerminal() {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 0")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return System.console() != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String typed(Console console) throws ConfigException {
        char[] first = console.readPassword("Password: ");
        char[] second = first == null ? null : console.readPassword("Again: ");
        if (first == null || second == null) {
            throw new ConfigException("no password: the input ended");
        }
        try {
            if (!Arrays.equals(first, second)) {
                throw new ConfigException("the two passwords are not the same; try again");
            }
            return new String(first);
        } finally {
            Arrays.fill(first, '\0');
            Arrays.fill(second, '\0');
        }
    }

    private static String line(InputStream in) throws ConfigException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                if (line.size() == MAX_LINE) {
                    throw new ConfigException("the password is too long");
                }
                line.write(c);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException e) {
            throw new ConfigException("the password on standard input is not UTF-8");
        } catch (IOException e) {
            throw new ConfigException("no password: standard input cannot be read: " + e.getMessage());
        }
    }
}
