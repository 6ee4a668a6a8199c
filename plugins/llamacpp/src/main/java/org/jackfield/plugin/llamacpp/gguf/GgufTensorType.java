package org.jackfield.plugin.llamacpp.gguf;

import java.util.HashMap;
import java.util.Map;

/**
 * How a tensor's numbers are stored: elements in one block, and bytes of one block.
 *
 * <p>The table is {@code ggml_blck_size} and {@code ggml_type_size} of llama.cpp 0.5.0, printed by
 * the library itself.
 *
 * @param name the name ggml gives it
 * @param number its number in the file
 * @param blockElements elements of one block; a row holds whole blocks
 * @param blockBytes bytes of one block
 */
public record GgufTensorType(String name, int number, int blockElements, int blockBytes) {
  private static final String TABLE =
      """
      0 f32 1 4;1 f16 1 2;2 q4_0 32 18;3 q4_1 32 20;6 q5_0 32 22;7 q5_1 32 24;8 q8_0 32 34;9 q8_1 32 36;\
      10 q2_K 256 84;11 q3_K 256 110;12 q4_K 256 144;13 q5_K 256 176;14 q6_K 256 210;15 q8_K 256 292;\
      16 iq2_xxs 256 66;17 iq2_xs 256 74;18 iq3_xxs 256 98;19 iq1_s 256 50;20 iq4_nl 32 18;21 iq3_s 256 110;\
      22 iq2_s 256 82;23 iq4_xs 256 136;24 i8 1 1;25 i16 1 2;26 i32 1 4;27 i64 1 8;28 f64 1 8;29 iq1_m 256 56;\
      30 bf16 1 2;34 tq1_0 256 54;35 tq2_0 256 66;39 mxfp4 32 17;40 nvfp4 64 36;41 q1_0 128 18;42 q2_0 64 18""";

  private static final Map<Integer, GgufTensorType> BY_NUMBER = parse();

  static GgufTensorType of(int number, String tensor) {
    GgufTensorType type = BY_NUMBER.get(number);
    if (type == null) {
      throw new GgufException(
          "tensor '"
              + tensor
              + "' has the unknown or withdrawn type "
              + Integer.toUnsignedString(number));
    }
    return type;
  }

  private static Map<Integer, GgufTensorType> parse() {
    Map<Integer, GgufTensorType> types = new HashMap<>();
    for (String row : TABLE.split(";", -1)) {
      String[] f = row.strip().split(" ", -1);
      int number = Integer.parseInt(f[0]);
      types.put(
          number, new GgufTensorType(f[1], number, Integer.parseInt(f[2]), Integer.parseInt(f[3])));
    }
    return Map.copyOf(types);
  }
}
