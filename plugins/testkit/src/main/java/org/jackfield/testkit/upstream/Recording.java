package org.jackfield.testkit.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A recorded conversation of one connection with a real server: a folder with {@code request.http}
 * and {@code response.http} (all bytes of either side), {@code segments.json} (which bytes passed
 * when, and who ended the connection) and {@code meta.json} (what it is and what a client should
 * make of it). Immutable.
 */
public final class Recording {
  private static final Pattern CONTENT_LENGTH =
      Pattern.compile("(?im)^content-length:\\s*(\\d{1,9})\\s*$");

  private final String name;
  private final Json meta;
  private final List<Json> segments;
  private final byte[] request;
  private final byte[] response;

  private Recording(String name, Json meta, List<Json> segments, byte[] request, byte[] response) {
    this.name = name;
    this.meta = meta;
    this.segments = segments;
    this.request = request;
    this.response = response;
  }

  /** The recording in that folder. */
  public static Recording load(Path folder) {
    try {
      return new Recording(
          folder.getFileName().toString(),
          Json.parse(Files.readString(folder.resolve("meta.json"))),
          Json.parse(Files.readString(folder.resolve("segments.json"))).items(),
          Files.readAllBytes(folder.resolve("request.http")),
          Files.readAllBytes(folder.resolve("response.http")));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the recording in " + folder, e);
    }
  }

  /** All recordings in the folders of that folder, by name. */
  public static List<Recording> loadAll(Path parent) {
    try (Stream<Path> folders = Files.list(parent)) {
      return folders.filter(Files::isDirectory).sorted().map(Recording::load).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the recordings in " + parent, e);
    }
  }

  /** The folder's name. */
  public String name() {
    return name;
  }

  /** What the recording is. */
  public Json meta() {
    return meta;
  }

  /** What a client should make of the last response. */
  public Json outcome() {
    return meta.at("/outcome");
  }

  /** The body of the first request, which is as long as its Content-Length says. */
  public String requestBody() {
    byte[] body = afterHead(request);
    String head = new String(request, 0, request.length - body.length, StandardCharsets.UTF_8);
    Matcher said = CONTENT_LENGTH.matcher(head);
    int length = said.find() ? Integer.parseInt(said.group(1)) : body.length;
    return new String(body, 0, Math.min(length, body.length), StandardCharsets.UTF_8);
  }

  /** The body of the only response, without chunk framing; as far as it goes when it was cut. */
  public byte[] responseBody() {
    byte[] body = afterHead(response);
    String head = new String(response, 0, response.length - body.length, StandardCharsets.UTF_8);
    boolean chunked = head.toLowerCase(Locale.ROOT).contains("\ntransfer-encoding: chunked");
    return chunked ? unchunked(body) : body;
  }

  /**
   * The first response as a reply, each segment one write, all at once; it ends as the recorded
   * one: closed or reset by the server, left open, or silent when the client broke it off.
   */
  public Reply reply() {
    return replies(0).isEmpty() ? Reply.nothing().close() : replies(0).getFirst();
  }

  /**
   * One reply for each request of the connection.
   *
   * @param pace how much of the recorded time to take: 1 for the original, 0 for none
   */
  public List<Reply> replies(double pace) {
    List<Reply> replies = new ArrayList<>();
    Reply current = Reply.nothing();
    boolean answering = false;
    int interim = meta.find("/interim").map(Json::items).orElse(List.of()).size();
    double last = 0;
    for (Json segment : segments) {
      double now = Double.parseDouble(segment.at("/ms").text());
      String what = segment.find("/event").or(() -> segment.find("/dir")).orElseThrow().text();
      switch (what) {
        case "request" -> {
          if (answering && interim > 0) {
            interim--; // the rest of a request whose head was told to go on
          } else if (answering) {
            replies.add(current);
            current = Reply.nothing();
            answering = false;
          }
        }
        case "response" -> {
          answering = true;
          current = wait(current, pace * (now - last)).send(bytes(segment));
        }
        case "server_closed" -> current = current.close();
        case "server_reset" -> current = current.reset();
        case "client_closed", "client_reset" -> current = complete() ? current : current.stall();
        default -> answering |= what.equals("server_connect_refused");
      }
      last = now;
    }
    replies.add(current);
    return replies;
  }

  private boolean complete() {
    return meta.at("/end").text().equals("client_closed_after_response");
  }

  private byte[] bytes(Json segment) {
    int offset = Integer.parseInt(segment.at("/offset").text());
    return Arrays.copyOfRange(
        response, offset, offset + Integer.parseInt(segment.at("/length").text()));
  }

  private static Reply wait(Reply reply, double millis) {
    return millis <= 0 ? reply : reply.pause(Duration.ofNanos((long) (millis * 1e6)));
  }

  private static byte[] afterHead(byte[] message) {
    int end = new String(message, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    return end < 0 ? new byte[0] : Arrays.copyOfRange(message, end + 4, message.length);
  }

  private static byte[] unchunked(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < body.length) {
      int end = at;
      while (end < body.length && body[end] != '\r') {
        end++;
      }
      String size = new String(body, at, end - at, StandardCharsets.US_ASCII);
      int length = size.isEmpty() ? 0 : Integer.parseInt(size, 16);
      if (length == 0) {
        break;
      }
      out.write(body, end + 2, Math.min(length, body.length - end - 2));
      at = end + 2 + length + 2;
    }
    return out.toByteArray();
  }

  @Override
  public String toString() {
    return name;
  }
}
