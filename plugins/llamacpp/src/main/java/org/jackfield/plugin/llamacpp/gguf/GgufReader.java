package org.jackfield.plugin.llamacpp.gguf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parses a GGUF header; every size is checked against the file before it is believed. Used once, by
 * one thread.
 */
final class GgufReader {
  private static final int MAGIC = 0x46554747; // "GGUF", little-endian
  private static final int MAX_ENTRIES = 65_536;
  private static final int MAX_KEY_BYTES = 65_535; // the specification's own limit
  private static final int MAX_KEPT_TEXT_BYTES = 1 << 20;
  private static final int MAX_KEPT_NUMBERS = 4096;
  private static final int MAX_TENSOR_NAME_BYTES = 63; // GGML_MAX_NAME - 1
  private static final int MAX_DIMENSIONS = 4; // GGML_MAX_DIMS
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int MINIMUM_ENTRY_BYTES = 8 + 1 + 4 + 1;
  private static final int MINIMUM_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;

  private final Path path;
  private final GgufCursor in;

  GgufReader(Path path, GgufCursor in) {
    this.path = path;
    this.in = in;
  }

  GgufFile read() throws IOException {
    int version = magicAndVersion();
    int tensors = count(in.int64("the tensor count"), MINIMUM_TENSOR_BYTES, "tensors");
    int entries = count(in.int64("the metadata count"), MINIMUM_ENTRY_BYTES, "metadata entries");
    Map<String, GgufValue> metadata = new LinkedHashMap<>();
    for (int i = 0; i < entries; i++) {
      entry(metadata, i);
    }
    long alignment = alignment(metadata);
    List<GgufTensor> list = tensors(tensors, alignment);
    checkData(list, alignment);
    return new GgufFile(path, version, Collections.unmodifiableMap(metadata), List.copyOf(list));
  }

  private int magicAndVersion() throws IOException {
    if (in.fileBytes() == 0) {
      throw new GgufException("it is empty");
    }
    int magic = in.int32("the magic number");
    if (magic != MAGIC) {
      throw new GgufException(
          "it is no GGUF file: it begins with " + printable(magic) + " instead of 'GGUF'");
    }
    int version = in.int32("the version");
    if (version != 2 && version != 3) {
      int swapped = Integer.reverseBytes(version);
      String hint =
          swapped == 2 || swapped == 3
              ? "it is in big-endian byte order"
              : "its GGUF version is " + Integer.toUnsignedString(version);
      throw new GgufException(hint + "; little-endian versions 2 and 3 can be read");
    }
    return version;
  }

  private static String printable(int magic) {
    StringBuilder out = new StringBuilder("'");
    for (int i = 0; i < 4; i++) {
      int b = magic >>> (8 * i) & 0xFF;
      out.append(b >= 0x20 && b < 0x7F ? Character.toString(b) : "\\x%02X".formatted(b));
    }
    return out.append('\'').toString();
  }

  private int count(long claimed, int minimumBytes, String what) {
    if (claimed < 0 || claimed > MAX_ENTRIES || claimed > in.remaining() / minimumBytes) {
      throw new GgufException(
          "it claims "
              + Long.toUnsignedString(claimed)
              + " "
              + what
              + ", which cannot fit into its "
              + in.fileBytes()
              + " bytes or is above the limit of "
              + MAX_ENTRIES);
    }
    return (int) claimed;
  }

  private void entry(Map<String, GgufValue> metadata, int index) throws IOException {
    String where = "metadata key " + index;
    long length = in.stringLength(where);
    if (length == 0 || length > MAX_KEY_BYTES) {
      throw new GgufException(
          where + " has " + length + " bytes; 1 to " + MAX_KEY_BYTES + " are allowed");
    }
    String key = in.text(length, where);
    String what = "metadata '" + shortened(key) + "'";
    GgufValue value = value(GgufValueType.of(in.int32(what), what), what);
    if (metadata.put(key, value) != null) {
      throw new GgufException(what + " occurs twice");
    }
  }

  private GgufValue value(GgufValueType type, String what) throws IOException {
    return switch (type) {
      case STRING -> string(what);
      case ARRAY -> array(what);
      case BOOL -> new GgufValue.Flag(in.scalar(type, what) != 0);
      case FLOAT32 -> new GgufValue.Real(Float.intBitsToFloat((int) in.scalar(type, what)));
      case FLOAT64 -> new GgufValue.Real(Double.longBitsToDouble(in.scalar(type, what)));
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 ->
          new GgufValue.Whole(type, in.scalar(type, what));
    };
  }

  private GgufValue string(String what) throws IOException {
    long length = in.stringLength(what);
    if (length > MAX_KEPT_TEXT_BYTES) {
      in.skip(length, what);
      return new GgufValue.LongText(length);
    }
    return new GgufValue.Text(in.text(length, what));
  }

  private GgufValue array(String what) throws IOException {
    GgufValueType element = GgufValueType.of(in.int32(what), what);
    if (element == GgufValueType.ARRAY) {
      throw new GgufException(what + " is an array of arrays, which llama.cpp does not read");
    }
    long count = in.int64(what);
    if (count < 0 || count > in.remaining() / element.minimumBytes()) {
      throw new GgufException(
          what
              + " claims "
              + Long.toUnsignedString(count)
              + " entries, but only "
              + in.remaining()
              + " bytes are left in the file");
    }
    if (element == GgufValueType.STRING) {
      return new GgufValue.Array(element, count, distinctStrings(count, what));
    }
    if (count > MAX_KEPT_NUMBERS
        || element == GgufValueType.FLOAT32
        || element == GgufValueType.FLOAT64) {
      in.skip(count * element.minimumBytes(), what);
      return new GgufValue.Array(element, count, count);
    }
    long[] whole = new long[(int) count];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = in.scalar(element, what);
    }
    return new GgufValue.Array(element, count, count, whole);
  }

  private long distinctStrings(long count, String what) throws IOException {
    Set<String> seen = new HashSet<>();
    for (long i = 0; i < count; i++) {
      long length = in.stringLength(what);
      // Latin-1 keeps the bytes apart without decoding them, at one byte each. Empty tokens get
      // numbered names later.
      seen.add(
          length == 0
              ? "\0empty " + i
              : new String(in.bytes(length, what), StandardCharsets.ISO_8859_1));
    }
    return seen.size();
  }

  private static long alignment(Map<String, GgufValue> metadata) {
    GgufValue value = metadata.get("general.alignment");
    if (value == null) {
      return DEFAULT_ALIGNMENT;
    }
    if (!(value instanceof GgufValue.Whole(GgufValueType type, long alignment))
        || type != GgufValueType.UINT32) {
      throw new GgufException("metadata 'general.alignment' has to be a uint32");
    }
    if (Long.bitCount(alignment) != 1) {
      throw new GgufException(
          "metadata 'general.alignment' is " + alignment + ", which is no power of two");
    }
    return alignment;
  }

  private List<GgufTensor> tensors(int count, long alignment) throws IOException {
    List<GgufTensor> tensors = new ArrayList<>(count);
    Set<String> names = new HashSet<>();
    long expected = 0;
    for (int i = 0; i < count; i++) {
      GgufTensor tensor = tensor(i);
      if (!names.add(tensor.name())) {
        throw new GgufException("tensor '" + tensor.name() + "' is listed twice");
      }
      // llama.cpp wants the tensors one behind the other; this also rules out overlaps and sizes
      // that do not fit.
      if (tensor.offset() != expected) {
        throw new GgufException(
            "tensor '"
                + tensor.name()
                + "' lies at offset "
                + Long.toUnsignedString(tensor.offset())
                + " instead of "
                + expected);
      }
      expected = Math.addExact(expected, padded(tensor.sizeBytes(), alignment));
      tensors.add(tensor);
    }
    return tensors;
  }

  private GgufTensor tensor(int index) throws IOException {
    String where = "the name of tensor " + index;
    long length = in.stringLength(where);
    if (length > MAX_TENSOR_NAME_BYTES) {
      throw new GgufException(
          where + " has " + length + " bytes; " + MAX_TENSOR_NAME_BYTES + " are allowed");
    }
    String name = in.text(length, where);
    String what = "the description of tensor '" + name + "'";
    int dimensions = in.int32(what);
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw new GgufException(
          "tensor '"
              + name
              + "' has "
              + Integer.toUnsignedString(dimensions)
              + " dimensions; 1 to "
              + MAX_DIMENSIONS
              + " are allowed");
    }
    List<Long> shape = new ArrayList<>(dimensions);
    for (int i = 0; i < dimensions; i++) {
      shape.add(in.int64(what));
    }
    GgufTensorType type = GgufTensorType.of(in.int32(what), name);
    long size = sizeBytes(name, shape, type);
    return new GgufTensor(name, shape, type, in.int64(what), size);
  }

  private long sizeBytes(String name, List<Long> shape, GgufTensorType type) {
    long elements = 1;
    for (long n : shape) {
      if (n <= 0) {
        throw new GgufException("tensor '" + name + "' has the dimension " + n);
      }
      // A file cannot hold more elements than 8 per byte in any type; the bound also keeps the
      // product in range.
      if (elements > in.fileBytes() * 8 / n) {
        throw new GgufException(
            "tensor '" + name + "' of shape " + shape + " cannot fit into the file");
      }
      elements *= n;
    }
    if (shape.getFirst() % type.blockElements() != 0) {
      throw new GgufException(
          "tensor '"
              + name
              + "' has rows of "
              + shape.getFirst()
              + " elements, no multiple of the "
              + type.name()
              + " block of "
              + type.blockElements());
    }
    return elements / type.blockElements() * type.blockBytes();
  }

  private void checkData(List<GgufTensor> tensors, long alignment) {
    if (tensors.isEmpty()) {
      throw new GgufException("it holds no tensors");
    }
    long start = padded(in.position(), alignment);
    GgufTensor last = tensors.getLast();
    long needed = Math.addExact(Math.addExact(start, last.offset()), last.sizeBytes());
    if (needed > in.fileBytes()) {
      throw new GgufException(
          "it is cut off inside the tensor data: "
              + needed
              + " bytes are needed, it has "
              + in.fileBytes());
    }
  }

  private static long padded(long bytes, long alignment) {
    return Math.addExact(bytes, alignment - 1) & -alignment;
  }

  private static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
