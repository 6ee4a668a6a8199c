package org.jackfield.plugin.llamacpp.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF file as a list that can be bent: parses just enough to write the same file again. Keys and
 * values are raw bytes, as Latin-1 strings and arrays.
 */
public final class GgufBytes {
  private static final int[] SCALAR_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  /** One tensor description. */
  static final class Tensor {
    String name = "";
    long[] dims = {};
    @Nullable Integer claimedDims;
    int type;
    long offset;

    Tensor copy() {
      Tensor copy = new Tensor();
      copy.name = name;
      copy.dims = dims.clone();
      copy.claimedDims = claimedDims;
      copy.type = type;
      copy.offset = offset;
      return copy;
    }
  }

  /** One metadata entry: the type number and the value, as in the file. */
  static final class Entry {
    final String key;
    byte[] raw;

    Entry(String key, byte[] raw) {
      this.key = key;
      this.raw = raw;
    }
  }

  byte[] magic;
  int version;
  @Nullable Long claimedTensors;
  @Nullable Long claimedEntries;
  final List<Entry> entries = new ArrayList<>();
  final List<Tensor> tensors = new ArrayList<>();
  byte[] data;
  private final ByteBuffer in;

  /** Parses a whole, undamaged file with the default alignment. */
  public GgufBytes(byte[] file) {
    in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    magic = take(4);
    version = in.getInt();
    long tensorCount = in.getLong();
    long entryCount = in.getLong();
    for (long i = 0; i < entryCount; i++) {
      String key = string();
      int start = in.position();
      skip(in.getInt());
      entries.add(new Entry(key, Arrays.copyOfRange(file, start, in.position())));
    }
    for (long i = 0; i < tensorCount; i++) {
      Tensor t = new Tensor();
      t.name = string();
      t.dims = new long[in.getInt()];
      for (int d = 0; d < t.dims.length; d++) {
        t.dims[d] = in.getLong();
      }
      t.type = in.getInt();
      t.offset = in.getLong();
      tensors.add(t);
    }
    data = Arrays.copyOfRange(file, (in.position() + 31) / 32 * 32, file.length);
  }

  private byte[] take(int n) {
    byte[] out = new byte[n];
    in.get(out);
    return out;
  }

  private String string() {
    return new String(take((int) in.getLong()), StandardCharsets.ISO_8859_1);
  }

  private void skip(int type) {
    switch (type) {
      case 8 -> string();
      case 9 -> {
        int element = in.getInt();
        long n = in.getLong();
        for (long i = 0; i < n; i++) {
          skip(element);
        }
      }
      default -> take(SCALAR_BYTES[type]);
    }
  }

  /** Sets or adds an entry. */
  public GgufBytes set(String key, byte[] raw) {
    for (Entry entry : entries) {
      if (entry.key.equals(key)) {
        entry.raw = raw;
        return this;
      }
    }
    entries.add(new Entry(key, raw));
    return this;
  }

  /** Removes an entry. */
  public GgufBytes drop(String key) {
    entries.removeIf(entry -> entry.key.equals(key));
    return this;
  }

  /** Replaces one string of an array of strings. */
  public GgufBytes replace(String key, int index, String text) {
    byte[] raw = raw(key);
    ByteBuffer at = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).position(16);
    for (int i = 0; i < index; i++) {
      at.position((int) (at.getLong() + at.position()));
    }
    int start = at.position();
    int end = (int) (at.getLong() + at.position());
    byte[] fresh = text.getBytes(StandardCharsets.UTF_8);
    return set(
        key,
        concat(
            Arrays.copyOf(raw, start),
            int64(fresh.length),
            fresh,
            Arrays.copyOfRange(raw, end, raw.length)));
  }

  /** Replaces one number of an array of 32-bit integers. */
  public GgufBytes replace(String key, int index, int value) {
    byte[] raw = raw(key).clone();
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).putInt(16 + 4 * index, value);
    return set(key, raw);
  }

  private byte[] raw(String key) {
    return entries.stream().filter(e -> e.key.equals(key)).findFirst().orElseThrow().raw;
  }

  /** A value of type bool. */
  public static byte[] flag(boolean value) {
    return concat(int32(7), new byte[] {(byte) (value ? 1 : 0)});
  }

  Tensor tensor(String name) {
    return tensors.stream().filter(t -> t.name.equals(name)).findFirst().orElseThrow();
  }

  byte[] header() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(magic);
    out.writeBytes(int32(version));
    out.writeBytes(int64(claimedTensors == null ? tensors.size() : claimedTensors));
    out.writeBytes(int64(claimedEntries == null ? entries.size() : claimedEntries));
    for (Entry entry : entries) {
      writeString(out, entry.key);
      out.writeBytes(entry.raw);
    }
    for (Tensor t : tensors) {
      writeString(out, t.name);
      out.writeBytes(int32(t.claimedDims == null ? t.dims.length : t.claimedDims));
      for (long d : t.dims) {
        out.writeBytes(int64(d));
      }
      out.writeBytes(int32(t.type));
      out.writeBytes(int64(t.offset));
    }
    return out.toByteArray();
  }

  /** The whole file. */
  public byte[] bytes() {
    byte[] header = header();
    byte[] out = Arrays.copyOf(header, (header.length + 31) / 32 * 32 + data.length);
    System.arraycopy(data, 0, out, out.length - data.length, data.length);
    return out;
  }

  private static void writeString(ByteArrayOutputStream out, String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    out.writeBytes(int64(bytes.length));
    out.writeBytes(bytes);
  }

  static byte[] int32(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  static byte[] int64(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  /** A value of type uint32. */
  public static byte[] u32(long value) {
    return concat(int32(4), int32((int) value));
  }

  /** A list of values of type uint32. */
  public static byte[] u32s(int... values) {
    byte[] all = concat(int32(9), int32(4), int64(values.length));
    for (int value : values) {
      all = concat(all, int32(value));
    }
    return all;
  }

  /** A value of type string. */
  public static byte[] text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return concat(int32(8), int64(bytes.length), bytes);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
