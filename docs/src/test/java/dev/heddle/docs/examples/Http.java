package dev.heddle.docs.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.async.Connection;
import dev.heddle.async.Server;
import dev.heddle.async.StreamReader;
import dev.heddle.async.StreamWriter;
import dev.heddle.async.Streams;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** As much of HTTP/1.1 as it takes to fetch a page, and to serve one, over streams. */
final class Http {

    private static final int CHUNK = 1000;

    private Http() {}

    /** An answer, or what a handler wants to be answered. */
    record Response(int status, String body) {}

    /** Makes a page of a path. */
    interface Site {
        Response get(String path) throws Exception;
    }

    // --- the client
    // ------------------------------------------------------------------------------

    static Response fetch(String url) throws IOException {
        URI uri = URI.create(url);
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        try (Connection connection = Streams.openConnection(uri.getHost(), port)) {
            StreamWriter writer = connection.writer();
            writer.write("GET %s HTTP/1.1\r\n".formatted(uri.getRawPath()));
            writer.write("Host: %s\r\nConnection: close\r\n\r\n".formatted(uri.getAuthority()));
            writer.drain();
            return read(connection.reader());
        }
    }

    private static Response read(StreamReader reader) throws IOException {
        String[] status = line(reader).split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
            throw new ProtocolException("This is no HTTP: " + String.join(" ", status));
        }
        Map<String, String> headers = headers(reader);
        byte[] body;
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            body = chunks(reader);
        } else if (headers.containsKey("content-length")) {
            body = reader.readExactly(Integer.parseInt(headers.get("content-length")));
        } else {
            body = reader.readAll();
        }
        return new Response(Integer.parseInt(status[1]), new String(body, UTF_8));
    }

    private static Map<String, String> headers(StreamReader reader) throws IOException {
        Map<String, String> headers = new HashMap<>();
        String line = line(reader);
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("This is no header: " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = line(reader);
        }
        return headers;
    }

    private static byte[] chunks(StreamReader reader) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(reader).split(";", 2)[0].strip(), 16);
            if (size == 0) {
                headers(reader);
                return all.toByteArray();
            }
            all.write(reader.readExactly(size));
            line(reader);
        }
    }

    private static String line(StreamReader reader) throws IOException {
        String line = reader.readLine();
        if (line == null) {
            throw new EOFException("The answer has ended in the middle of its head.");
        }
        return line;
    }

    // --- the server
    // ------------------------------------------------------------------------------

    static Server serve(Site site, String host, int port) throws IOException {
        return Streams.startServer(
                (reader, writer) -> {
                    try {
                        answer(site, reader, writer);
                    } catch (IOException gone) {
                        writer.abort(); // The client has left, and nobody wants the answer.
                    }
                },
                host,
                port);
    }

    private static void answer(Site site, StreamReader reader, StreamWriter writer)
            throws Exception {
        String[] request = line(reader).split(" ");
        headers(reader);
        Response response =
                request.length == 3 && request[0].equals("GET")
                        ? site.get(request[1])
                        : new Response(400, "Only GET is known here.");
        byte[] body = response.body().getBytes(UTF_8);
        writer.write("HTTP/1.1 %d \r\nConnection: close\r\n".formatted(response.status()));
        if (body.length <= CHUNK) {
            writer.write("Content-Length: %d\r\n\r\n".formatted(body.length));
            writer.write(body);
        } else {
            writer.write("Transfer-Encoding: chunked\r\n\r\n");
            for (int from = 0; from < body.length; from += CHUNK) {
                int length = Math.min(CHUNK, body.length - from);
                writer.write(Integer.toHexString(length) + "\r\n");
                writer.write(Arrays.copyOfRange(body, from, from + length));
                writer.write("\r\n");
                writer.drain();
            }
            writer.write("0\r\n\r\n");
        }
        writer.drain();
    }
}
