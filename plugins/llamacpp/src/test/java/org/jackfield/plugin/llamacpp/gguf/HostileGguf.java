package org.jackfield.plugin.llamacpp.gguf;

import static org.jackfield.plugin.llamacpp.gguf.GgufBytes.concat;
import static org.jackfield.plugin.llamacpp.gguf.GgufBytes.int32;
import static org.jackfield.plugin.llamacpp.gguf.GgufBytes.int64;
import static org.jackfield.plugin.llamacpp.gguf.GgufBytes.text;
import static org.jackfield.plugin.llamacpp.gguf.GgufBytes.u32;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jackfield.plugin.llamacpp.Fixtures;

/** Damaged and malicious model files, each made from the tiny model by one change. */
public final class HostileGguf {
  /** What a loader has to do with a file. */
  public enum Must {
    /** An error that says what is wrong. */
    REJECT,
    /** Load it: it is strange but legal. */
    LOAD,
    /** The format does not decide it; no crash, no hang. */
    EITHER
  }

  /** One file. */
  public record Case(String name, String what, Must must, byte[] bytes) {
    @Override
    public String toString() {
      return name + ": " + what;
    }
  }

  private static final String Q = "blk.0.attn_q.weight";
  private static final String NORM = "output_norm.weight";

  private final byte[] tiny;
  private final List<Case> cases = new ArrayList<>();

  private HostileGguf(byte[] tiny) {
    this.tiny = tiny;
  }

  /** All cases. */
  public static List<Case> all() {
    try {
      HostileGguf made = new HostileGguf(Files.readAllBytes(Fixtures.tinyModel()));
      made.wholeFile();
      made.counts();
      made.metadata();
      made.tensors();
      made.model();
      return List.copyOf(made.cases);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The case of that name. */
  public static Case named(String name) {
    return all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private void change(String name, String what, Must must, Consumer<GgufBytes> change) {
    make(
        name,
        what,
        must,
        g -> {
          change.accept(g);
          return g.bytes();
        });
  }

  private void reject(String name, String what, Consumer<GgufBytes> change) {
    change(name, what, Must.REJECT, change);
  }

  private void make(String name, String what, Must must, Function<GgufBytes, byte[]> make) {
    cases.add(new Case(name, what, must, make.apply(new GgufBytes(tiny))));
  }

  private void wholeFile() {
    change("valid", "the unchanged file, written again", Must.LOAD, g -> {});
    make("empty", "0 bytes", Must.REJECT, g -> new byte[0]);
    reject("magic", "magic 'GGUX'", g -> g.magic = ascii("GGUX"));
    reject("magic-ggml", "magic 'lmgg' of the format before GGUF", g -> g.magic = ascii("lmgg"));
    make(
        "html",
        "an HTML error page",
        Must.REJECT,
        g -> ascii("<!DOCTYPE html><html><body><h1>404 Not Found</h1>\n"));
    make(
        "git-lfs-pointer",
        "the text of a Git LFS pointer",
        Must.REJECT,
        g ->
            ascii(
                "version https://git-lfs.github.com/spec/v1\noid sha256:"
                    + "0".repeat(64)
                    + "\nsize 662816\n"));
    reject("version-0", "version 0", g -> g.version = 0);
    reject("version-99", "version 99", g -> g.version = 99);
    reject("big-endian-version", "version 3 in big-endian byte order", g -> g.version = 3 << 24);
    make(
        "truncated-header",
        "cut off inside the fixed header",
        Must.REJECT,
        g -> Arrays.copyOf(g.bytes(), 20));
    make(
        "truncated-metadata",
        "cut off in the token list",
        Must.REJECT,
        g -> Arrays.copyOf(g.bytes(), 4000));
    make(
        "truncated-tensor-info",
        "cut off in the tensor infos",
        Must.REJECT,
        g -> Arrays.copyOf(g.header(), g.header().length - 100));
    make(
        "truncated-data",
        "the last 1,000 bytes are missing",
        Must.REJECT,
        g -> Arrays.copyOf(g.bytes(), g.bytes().length - 1000));
    make("no-data", "ends after the tensor infos", Must.REJECT, GgufBytes::header);
  }

  private void counts() {
    reject("kv-count-huge", "metadata count 2^62", g -> g.claimedEntries = 1L << 62);
    reject("kv-count-negative", "metadata count 2^64 - 1", g -> g.claimedEntries = -1L);
    reject("tensor-count-huge", "tensor count 2^61", g -> g.claimedTensors = 1L << 61);
    reject("tensor-count-negative", "tensor count 2^64 - 1", g -> g.claimedTensors = -1L);
    make(
        "key-length-huge",
        "length of the first key 2^63 - 1",
        Must.REJECT,
        HostileGguf::longFirstKey);
    reject(
        "string-length-huge",
        "general.name claims 2^40 bytes",
        g -> g.set("general.name", concat(int32(8), int64(1L << 40), ascii("x"))));
    reject(
        "array-length-huge",
        "the array of merges claims 2^60 entries",
        g -> g.set("tokenizer.ggml.merges", concat(int32(9), int32(8), int64(1L << 60))));
    reject("array-nested-deep", "an array of arrays, 100,000 levels deep", HostileGguf::nest);
  }

  private static byte[] longFirstKey(GgufBytes g) {
    byte[] bytes = g.bytes();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(24, Long.MAX_VALUE);
    return bytes;
  }

  private static void nest(GgufBytes g) {
    byte[] level = concat(int32(9), int64(1));
    byte[] levels = new byte[100_000 * level.length];
    for (int i = 0; i < levels.length; i += level.length) {
      System.arraycopy(level, 0, levels, i, level.length);
    }
    g.set("general.nested", concat(int32(9), levels, int32(4), int64(0)));
  }

  private void metadata() {
    reject(
        "unknown-value-type",
        "a value of type 77",
        g -> g.set("general.name", concat(int32(77), int32(0))));
    reject(
        "duplicate-key",
        "general.architecture occurs twice",
        g -> g.entries.add(new GgufBytes.Entry("general.architecture", text("gemma2"))));
    change(
        "key-not-utf8",
        "a key that is no UTF-8",
        Must.EITHER,
        g -> g.entries.add(new GgufBytes.Entry("general.\u00ff\u00fe", u32(1))));
    reject("alignment-zero", "general.alignment 0", g -> g.set("general.alignment", u32(0)));
    reject("alignment-odd", "general.alignment 33", g -> g.set("general.alignment", u32(33)));
    reject("heads-zero", "head_count 0", g -> g.set("llama.attention.head_count", u32(0)));
    reject("layers-huge", "block_count 2^31", g -> g.set("llama.block_count", u32(1L << 31)));
    change(
        "context-huge",
        "context_length 2^32 - 1",
        Must.EITHER,
        g -> g.set("llama.context_length", u32(0xFFFF_FFFFL)));
    reject(
        "architecture-unknown",
        "an unknown architecture",
        g -> g.set("general.architecture", text("nonesuch")));
    reject(
        "architecture-missing",
        "general.architecture is missing",
        g -> g.drop("general.architecture"));
    reject(
        "architecture-number",
        "general.architecture is a number",
        g -> g.set("general.architecture", u32(7)));
  }

  private void tensors() {
    reject(
        "duplicate-tensor", "a tensor is listed twice", g -> g.tensors.add(g.tensor(NORM).copy()));
    reject(
        "offset-outside", "an offset 1 TiB behind the end", g -> g.tensor(NORM).offset = 1L << 40);
    reject("offset-overflow", "offset + size exceeds 2^64", g -> g.tensor(NORM).offset = -32);
    reject("offset-unaligned", "an offset off the alignment", g -> g.tensor(NORM).offset += 4);
    change(
        "overlap",
        "two tensors share their bytes",
        Must.EITHER,
        g -> g.tensor("blk.1.attn_q.weight").offset = g.tensor(Q).offset);
    reject("dims-zero", "a dimension is 0", g -> g.tensor(Q).dims = new long[] {64, 0});
    reject("dims-negative", "a dimension is -1", g -> g.tensor(Q).dims = new long[] {64, -1});
    reject(
        "dims-overflow",
        "the product is 0 modulo 2^64",
        g -> g.tensor(Q).dims = new long[] {1L << 32, 1L << 32});
    reject("n-dims-huge", "4,294,967,295 dimensions", g -> g.tensor(Q).claimedDims = -1);
    reject("tensor-type-unknown", "a tensor of type 250", g -> g.tensor(Q).type = 250);
    reject(
        "tensor-type-larger",
        "the last tensor is declared as f64",
        g -> g.tensors.getLast().type = 28);
    reject(
        "shape-wrong",
        "attn_q has the shape of ffn_up",
        g -> g.tensor(Q).dims = new long[] {64, 32});
    reject(
        "tensor-missing",
        "ffn_up is missing",
        g -> g.tensors.remove(g.tensor("blk.1.ffn_up.weight")));
  }

  private void model() {
    change(
        "eos-outside-vocabulary",
        "eos_token_id 4,000,000 with 768 tokens",
        Must.EITHER,
        g -> g.set("tokenizer.ggml.eos_token_id", u32(4_000_000)));
    change("weights-nan", "all weights of attn_q are NaN", Must.EITHER, HostileGguf::notANumber);
    change(
        "template-endless",
        "the chat template counts to ten thousand million",
        Must.EITHER,
        g ->
            g.set(
                "tokenizer.chat_template",
                text(
                    "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}")));
  }

  private static void notANumber(GgufBytes g) {
    GgufBytes.Tensor t = g.tensor(Q);
    ByteBuffer data = ByteBuffer.wrap(g.data).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < t.dims[0] * t.dims[1]; i++) {
      data.putFloat((int) t.offset + 4 * i, Float.NaN);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
