import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Counts the tests in the reports below a folder that were written since a time, and exits with 1
 * when one was skipped or none ran: {@code CheckReports FOLDER SINCE}. A test that does not run
 * proves nothing, and neither does the report of an earlier build.
 */
public final class CheckReports {
  private static final Pattern REPORT =
      Pattern.compile(".*/target/(surefire|failsafe)-reports/TEST-[^/]*\\.xml");

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    FileTime since = FileTime.from(Instant.parse(args[1]));
    List<Path> reports;
    try (var files = Files.walk(root)) {
      reports =
          files
              .filter(
                  file -> REPORT.matcher(file.toString().replace(File.separator, "/")).matches())
              .filter(file -> written(file).compareTo(since) >= 0)
              .sorted()
              .toList();
    }
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    var documents = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    for (Path report : reports) {
      NodeList tests =
          documents.parse(report.toFile()).getDocumentElement().getElementsByTagName("testcase");
      for (int i = 0; i < tests.getLength(); i++) {
        Element test = (Element) tests.item(i);
        if (test.getElementsByTagName("skipped").getLength() > 0) {
          skipped++;
          System.err.println(
              "skipped: " + test.getAttribute("classname") + "." + test.getAttribute("name"));
        } else if (test.getElementsByTagName("failure").getLength() > 0
            || test.getElementsByTagName("error").getLength() > 0) {
          failed++;
        } else {
          passed++;
        }
      }
    }
    System.out.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
    if (skipped > 0) {
      System.err.println("A skipped test fails the build. Mend it or remove it.");
    }
    if (passed + failed == 0) {
      System.err.println("No test ran: there is no report below " + root + " since " + since + ".");
    }
    if (skipped > 0 || passed + failed == 0) {
      System.exit(1);
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
