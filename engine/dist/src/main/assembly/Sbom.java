import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the bill of materials of the distribution (CycloneDX): {@code Sbom JARS PLUGINS TARGET},
 * with the bill of its jars and the folder of the plugins' modules. A library that is shaded into a
 * plugin becomes a component of that plugin. Kept is what tells a jar: name, version, licence and
 * hashes; not the addresses of its makers.
 */
public final class Sbom {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final List<String> KEPT =
      List.of("type", "bom-ref", "group", "name", "version", "hashes", "licenses", "purl");
  private static final Set<String> HASHES = Set.of("SHA-256", "SHA-512");

  /** A plugin's jar and what is in it; CycloneDX has the digests of the jar before shading. */
  private record Plugin(Path jar, JsonNode libraries) {}

  public static void main(String[] args) throws Exception {
    Path jars = Path.of(args[0]);
    Path target = Path.of(args[2]);
    Files.createDirectories(target.getParent());
    if (!Files.exists(jars)) {
      System.err.println(
          "No bill of materials: CycloneDX's plugin does not run offline. Build without -o.");
      return;
    }
    Map<String, Plugin> plugins = plugins(Path.of(args[1]));
    ObjectNode bill = read(jars);
    describe((ObjectNode) bill.get("metadata"));
    for (JsonNode node : bill.withArray("components")) {
      ObjectNode component = (ObjectNode) node;
      slim(component);
      Plugin plugin = plugins.get(component.get("purl").stringValue());
      if (plugin != null) {
        for (JsonNode hash : component.get("hashes")) {
          ((ObjectNode) hash).put("content", digest(hash.get("alg").stringValue(), plugin.jar()));
        }
        component.set("components", plugin.libraries());
      }
    }
    Files.writeString(target, JSON.writeValueAsString(bill) + "\n");
  }

  /** By package URL. */
  private static Map<String, Plugin> plugins(Path folder) throws Exception {
    Map<String, Plugin> plugins = new HashMap<>();
    try (var modules = Files.newDirectoryStream(folder)) {
      for (Path module : modules) {
        Path file = module.resolve("target/sbom.json");
        if (Files.exists(file)) {
          ObjectNode bill = read(file);
          ArrayNode libraries = bill.withArray("components");
          for (JsonNode library : libraries) {
            slim((ObjectNode) library);
            // A reference is for one place, and the same library may be in many jars.
            ((ObjectNode) library).remove("bom-ref");
          }
          JsonNode component = bill.at("/metadata/component");
          String name = component.get("name").stringValue();
          String version = component.get("version").stringValue();
          plugins.put(
              component.get("purl").stringValue(),
              new Plugin(module.resolve("target/" + name + "-" + version + ".jar"), libraries));
        }
      }
    }
    return plugins;
  }

  private static void describe(ObjectNode metadata) {
    metadata.retain("lifecycles", "tools", "component");
    for (JsonNode tool : metadata.at("/tools/components")) {
      ((ObjectNode) tool).retain("type", "group", "name", "version");
    }
    ObjectNode product = (ObjectNode) metadata.get("component");
    slim(product);
    product.put("type", "application");
  }

  private static void slim(ObjectNode component) {
    component.retain(KEPT);
    if (component.get("hashes") instanceof ArrayNode hashes) {
      hashes.removeIf(hash -> !HASHES.contains(hash.get("alg").stringValue()));
    }
    if (component.path("group").stringValue("").equals("org.jline")) {
      // It says no more than "The BSD License", with the address of the one of three clauses.
      ((ObjectNode) component.at("/licenses/0/license")).put("id", "BSD-3-Clause");
    }
  }

  private static String digest(String algorithm, Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
  }

  private static ObjectNode read(Path file) throws Exception {
    return (ObjectNode) JSON.readTree(Files.readString(file));
  }
}
